"""The person who logs in. Knows no school: who works where is `partnership.school`."""

import uuid

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Make a login. Without `password` nobody can log in until one is set."""
        user = self.model(email=self.normalize_email(email).strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A login: the e-mail address is the name (decision 1)."""

    class Language(models.TextChoices):
        BROWSER = "", _("as the browser asks")
        DUTCH = "nl", _("Dutch")
        ENGLISH = "en", _("English")

    class Theme(models.TextChoices):
        DEVICE = "", _("as the device asks")
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    class Digest(models.TextChoices):
        DAILY = "daily", _("on each working day with something to do")
        WEEKLY = "weekly", _("once a week, on the first working day")
        NONE = "none", _("no mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.BROWSER, blank=True)
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.DEVICE, blank=True)
    digest = models.CharField(_("mail with what there is to do"), max_length=6, choices=Digest, default=Digest.DAILY)
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of that mail"), default=7, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    is_staff = False
    is_superuser = False

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_ci",
                violation_error_message=_("This e-mail address is already in use."),
            ),
            models.CheckConstraint(condition=models.Q(digest_hour__lt=24), name="accounts_user_digest_hour"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj=None) -> bool:
        """Ask the backends of the settings; there is no superuser."""
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_perms(self, perms: list[str], obj=None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)
