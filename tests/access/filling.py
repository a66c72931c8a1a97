"""Fill in forms as a browser would."""

import uuid

from django.forms import Form
from django.utils import timezone


def filled_in(form: Form, **changes) -> dict:
    """Return the answers of `form` as a browser would send them, with `changes`."""
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value not in (None, "", False):
            data[name] = field.prepare_value(value) if not isinstance(value, list) else value
    data["happened_at"] = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data["submission_key"] = str(uuid.uuid4())
    return data | changes
