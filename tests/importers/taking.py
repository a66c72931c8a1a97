"""Bringing files in, and what stands in the database then."""

import io
from contextlib import contextmanager

from django.apps import apps
from django.core import serializers
from django.db import transaction

from partnership.audit.models import AuditEvent
from partnership.school.importers.edexml import import_edexml
from partnership.school.importers.guardians import import_guardians
from partnership.school.importers.outcome import Summary
from partnership.school.models import Enrolment, Pupil


def take(content: bytes, **options) -> Summary:
    """Import an EDEXML file."""
    return import_edexml(io.BytesIO(content), actor=None, **options)


def take_guardians(content: bytes, code: str = "12AB", **options) -> Summary:
    """Import a guardian file."""
    return import_guardians(io.BytesIO(content), actor=None, school_code=code, **options)


def everything() -> dict[str, list]:
    """All rows of the school, and how many audit rows there are."""
    found = {
        model.__name__: serializers.serialize("python", model._base_manager.order_by("pk"))
        for model in apps.get_app_config("school").get_models()
    }
    return found | {"audit": AuditEvent.objects.count()}


def in_group(key: str, day) -> set[str]:
    """Keys of the pupils with a place in the group on `day`."""
    rows = Enrolment.objects.on(day).filter(group__key=key)
    return set(rows.values_list("pupil__key", flat=True))


def known(key: str) -> Pupil:
    return Pupil.objects.get(key=key)


@contextmanager
def rolled_back():
    """What happens inside is undone, so that one test can try many files."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
