"""Forms about staff and their logins."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partnership.accounts.models import User
from partnership.school.enums import Role
from partnership.school.models import School
from partnership.school.services.accounts import WRONG_PASSWORD
from partnership.school.words import word
from partnership.web.forms import BaseForm


class StaffForm(BaseForm):
    """Someone new at the school, who is invited at once."""

    form_name = "staff"
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The invitation goes here. It is also the login."))
    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        help_text=_("Teaching follows from the class. Everyone at the school can log in as employee."),
    )

    def __init__(self, *args, school: School, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [(role.value, word(school, role)) for role in Role]
        self.fields["role"].choices = [("", _("employee, without another role")), *roles]


class AcceptInvitationForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. A sentence works well: long and easy to remember."),
    )
    again = forms.CharField(
        label=_("Password again"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, request, invitation, by_provider: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.invitation = invitation
        self.fields["name"].initial = invitation.staff.name
        self.has_login = User.objects.filter(email=invitation.staff.email.lower()).exists()
        if by_provider:
            del self.fields["password"], self.fields["again"]

    def clean(self) -> dict:
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                self._prove(password) if self.has_login else self._check(password, cleaned.get("name", ""))
            except ValidationError as error:
                self.add_error(None if self.has_login else "password", error)
        return cleaned

    def _check(self, password: str, name: str) -> None:
        validate_password(password, User(email=self.invitation.staff.email, name=name))

    def _prove(self, password: str) -> None:
        """Guessing the password of a login here counts as guessing it at the login page."""
        address = self.invitation.staff.email.lower()
        if get_adapter(self.request).authenticate(self.request, email=address, password=password) is None:
            raise ValidationError(WRONG_PASSWORD)

    def attempt(self, service, *args, **given) -> bool:
        """Call `service`; what it refuses stands in the form. Return whether it succeeded."""
        try:
            service(*args, **given)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        return True
