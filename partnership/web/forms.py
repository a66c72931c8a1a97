"""The one base form: it counts once, knows which version it edits, and keeps what was typed."""

import uuid

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partnership.accounts.models import User
from partnership.records.services import sign_draft_token


class BaseForm(forms.Form):
    """A form of `user` about `object_key` (the key of a row, or of what it is made for).

    `version` is the version of the row that is edited. `draft` is what was typed before (`records.load_draft`); it
    fills the form when it is opened again.
    """

    form_name: str
    submission_key = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": _("Please send the form again.")}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    draft_token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: User, object_key: str, version: int | None = None, draft=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["submission_key"].initial = uuid.uuid4
        self.fields["version"].initial = version
        self.fields["draft_token"].initial = sign_draft_token(user.pk, self.form_name, object_key)
        self._typed_before = draft

    def restore_draft(self) -> None:
        """Fill in what was typed before. Called by the view when all fields stand.

        The version comes along: who edited the row meanwhile is not overwritten unseen.
        """
        if not self._typed_before or self.is_bound:
            return
        typed = QueryDict(mutable=True)
        for name, values in self._typed_before.items():
            typed.setlist(name, values)
        for name, field in self.fields.items():
            if name not in ("submission_key", "draft_token"):
                self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))

    def renew_key(self) -> None:
        """Let what was typed be sent anew: the next time it counts as a form of its own."""
        self.data = self.data.copy()
        self.data["submission_key"] = str(uuid.uuid4())

    @cached_property
    def helper(self) -> FormHelper:
        """Crispy's helper: the tag, the token and the buttons stand in the template."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        if (layout := self.layout()) is not None:
            helper.layout = Layout("submission_key", "version", "draft_token", *layout)
        return helper

    def layout(self) -> Layout | None:
        """Return the fields in order, or None for all of them as declared."""
        return None
