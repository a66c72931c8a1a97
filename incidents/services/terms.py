"""What a school words itself about incidents: read its settings, change its words, switch off what is not used."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from incidents.models import Behaviour, IncidentSettings
from incidents.models.definitions import Definition
from incidents.services.definitions import provide
from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.models import School, StaffMember


def terms_of(school: School) -> IncidentSettings:
    """Return the settings of `school` for incidents; those we propose (not saved) as long as it chose none."""
    return IncidentSettings.objects.filter(school=school).first() or IncidentSettings(school=school)


def talk_label(terms: IncidentSettings) -> str:
    """Return what the school calls the talk about the rules of conduct."""
    return terms.talk_label or _("talk about the rules of conduct")


@transaction.atomic
def change_terms(school: School, *, actor: StaffMember, version: int, values: dict) -> IncidentSettings:
    """Change the named settings; what stood there is kept. Raises `VersionConflict` when somebody else was first."""
    return _change(provide(school), actor=actor, version=version, values=values)


@transaction.atomic
def add_definition(row: Definition, *, actor: StaffMember) -> Definition:
    """Keep an unsaved word of the school. Raises `ValidationError` when the school has it already."""
    row.school = actor.school
    _refuse_twin(row)
    row.save()
    audit.record("incident_terms.add", actor=actor.user, school_id=row.school_id, obj=row)
    return row


@transaction.atomic
def change_definition(row: Definition, *, actor: StaffMember, version: int, values: dict) -> Definition:
    """Change a word of the school; what stood there is kept, and old cases show the new words."""
    return _change(row, actor=actor, version=version, values=values)


@transaction.atomic
def switch_definition(row: Definition, *, actor: StaffMember, on: bool) -> Definition:
    """Put a word in use, or out of use: it is offered no longer, and old cases go on naming it."""
    current = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    return _change(current, actor=actor, version=current.version, values={"is_active": on})


def _change(row, *, actor: StaffMember, version: int, values: dict):
    current = lock_version(row, version=version)
    changed = [name for name, value in values.items() if getattr(current, name) != value]
    if not changed:
        return current
    keep_revision(current, actor=actor.user, fields=changed)
    for name in changed:
        setattr(current, name, values[name])
    if isinstance(current, Definition):
        _refuse_twin(current)
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    audit.record("incident_terms.change", actor=actor.user, school_id=current.school_id, obj=current, fields=changed)
    return current


def _refuse_twin(row: Definition) -> None:
    twins = type(row).objects.filter(school=row.school_id, name__iexact=row.name).exclude(pk=row.pk)
    if isinstance(row, Behaviour):
        twins = twins.filter(form=row.form)
    if twins.exists():
        raise ValidationError(_("'%(name)s' is there already, in use or not.") % {"name": row.name})
