"""Invite people, give them a login, and see who has one."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_scopes import scope, scopes_disabled

from partnership.accounts.models import User
from partnership.accounts.services import create_login, link_provider
from partnership.audit import services as audit
from partnership.school.enums import Role
from partnership.school.models import Invitation, RoleAssignment, School, StaffMember

VALID_FOR = timedelta(days=7)
WRONG_PASSWORD = _lazy("You have a login already. Type the password you use there.")
FROM_OUTSIDE = frozenset([Role.ADMIN, Role.BOARD_OFFICER, Role.PRIVACY_OFFICER])


@transaction.atomic
def add_staff(
    email: str, *, actor: User | None, school: School, first_name: str = "", last_name: str = "", role: str = ""
) -> StaffMember:
    """Return the member of staff with this e-mail address in `school`, made if need be, with `role` from today on.

    Who only administers or supervises is not counted as working at the school. Raises `ValidationError` for an
    unknown role, and when someone gives a role to themselves.
    """
    if role and role not in Role.values:
        raise ValidationError(_("There is no role '%(role)s'.") % {"role": role})
    today = timezone.localdate()
    with scope(school=school):
        staff = StaffMember.objects.filter(Q(email__iexact=email) | Q(user__email__iexact=email)).first()
        if role and actor is not None and actor.pk == (staff and staff.user_id):
            raise ValidationError(_("You cannot give yourself a role. Ask another administrator."))
        if staff is None:
            staff = StaffMember.objects.create(
                school=school, email=email.lower(), first_name=first_name, last_name=last_name or email.split("@")[0],
                from_date=today, is_employee=role not in FROM_OUTSIDE,
            )  # fmt: skip
        if role and not staff.roles.on(today).filter(role=role).exists():
            RoleAssignment.objects.create(school=school, staff=staff, role=role, from_date=today)
            audit.record("role.give", actor=actor, school_id=school.pk, obj=staff, fields=[role])
    return staff


@transaction.atomic
def invite(staff: StaffMember, *, actor: User | None) -> str:
    """Mail `staff` a link that works once, for seven days; an older link stops working. Return the link.

    Only the hash of the link's secret is kept. Someone who has a login already is connected to it and told so.
    Raises `ValidationError` without an e-mail address or when the person has a login here.
    """
    if not staff.email:
        raise ValidationError(_("This person has no e-mail address. Fill it in first."))
    if staff.user_id:
        raise ValidationError(_("This person has a login already."))
    token = secrets.token_urlsafe(32)
    with scope(school=staff.school):
        Invitation.objects.filter(staff=staff, used_at=None).update(expires_at=timezone.now())
        Invitation.objects.create(
            school=staff.school, staff=staff, token_hash=_hash(token), expires_at=timezone.now() + VALID_FOR
        )
    audit.record("invitation.send", actor=actor, school_id=staff.school_id, obj=staff)
    link = settings.BASE_URL + reverse("school:invitation", args=[token])
    transaction.on_commit(lambda: _mail(staff.email, link))
    return link


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation of a link that still works, or None."""
    with scopes_disabled():
        rows = Invitation.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=timezone.now())
        return rows.select_related("staff__school", "staff__user").first()


def accept_invitation(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the login and connect it, once. Raises `ValidationError` when the link was used meanwhile.

    Who has a login at another school of the board already gets no second one: the right password connects it.
    """
    return _accept(invitation, lambda staff: _login_for(staff, name=name, password=password))


def accept_invitation_by_provider(
    invitation: Invitation, *, name: str, provider: str, subject: str, addresses: list[str]
) -> User:
    """Make the login without a password, for who has shown at `provider` to have the address that was invited.

    Raises `ValidationError` when that is another address, when the login is closed or linked to another account.
    """

    def login(staff: StaffMember) -> User:
        address = staff.email.lower()
        if address not in addresses:
            raise ValidationError(_("You are logged in there with another e-mail address than the one invited."))
        user = User.objects.filter(email=address).first() or User.objects.create_user(address, name=name)
        if not user.is_active:
            raise ValidationError(_("This login is closed."))
        link_provider(user, provider=provider, subject=subject)
        return user

    return _accept(invitation, login)


@transaction.atomic
def _accept(invitation: Invitation, login: Callable[[StaffMember], User]) -> User:
    with scopes_disabled():
        locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        staff = StaffMember.objects.select_for_update(of=("self",)).get(pk=locked.staff_id)
        if locked.used_at or locked.expires_at <= timezone.now() or staff.user_id:
            raise ValidationError(_("This invitation was used already or is too old. Ask for a new one."))
        staff.user = login(staff)
        staff.save(update_fields=["user"])
        locked.used_at = timezone.now()
        locked.save(update_fields=["used_at"])
    audit.record("invitation.accept", actor=staff.user, school_id=staff.school_id, obj=staff)
    return staff.user


def _login_for(staff: StaffMember, *, name: str, password: str) -> User:
    user = User.objects.filter(email=staff.email.lower()).first()
    if user is None:
        return create_login(staff.email, name=name, password=password)
    if not user.is_active or not user.check_password(password):
        raise ValidationError(WRONG_PASSWORD)
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _mail(address: str, link: str) -> None:
    """The mail names no school and no person; it is in Dutch, since the person's language is not known yet."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Invitation to Partnership")
        text = _(
            "You have been invited to Partnership.\n\n"
            "Choose your password here:\n%(link)s\n\n"
            "The link works once, for seven days. Did you not expect this? Then do nothing."
        ) % {"link": link}
        send_mail(subject, text, None, [address])
