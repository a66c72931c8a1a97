"""Keep what people typed: drafts, submissions that count once, and old versions."""

import datetime
import json
from collections.abc import Callable, Iterable
from typing import NamedTuple
from uuid import UUID

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from partnership.accounts.models import User
from partnership.records.models import Draft, Revision, Submission
from partnership.records.prepared import prepared

KEPT = datetime.timedelta(days=30)
TOKEN_AGE = datetime.timedelta(days=1)
CONTENT_SALT = "partnership.records.submission"
TOKEN_SALT = "partnership.records.draft"  # noqa: S105 - a name, not a secret


class SubmissionKeyReused(SuspiciousOperation):
    """The submission key belongs to another form of this person: the request was made by hand (answered with 400)."""


class SubmissionChanged(Exception):
    """The key was used before, for something else than what is sent now. `answer` is where that led."""

    def __init__(self, answer: str):
        super().__init__("Sent before with other content.")
        self.answer = answer


class DraftToken(NamedTuple):
    """Whose draft of which form about what: enough to keep a POST that came after the session ended."""

    user_id: UUID
    form: str
    object_key: str


def save_draft(user: User, *, form: str, object_key: str, payload: dict) -> Draft:
    """Keep `payload` (JSON values) as the one draft of `user` for this form and object; the last one counts."""
    draft, _ = Draft.objects.update_or_create(
        user=user, form=form, object_key=object_key, defaults={"payload": payload, "saved_at": timezone.now()}
    )
    return draft


def load_draft(user: User, *, form: str, object_key: str) -> dict | None:
    """Return the payload of the draft of `user`, or None if there is none of the last 30 days."""
    recent = timezone.now() - KEPT
    drafts = _drafts(user=user.pk, form=form, object_key=object_key, since=recent)
    return drafts[0].payload if drafts else None


@prepared
def _drafts(*, user: UUID, form: str, object_key: str, since: datetime.datetime) -> models.QuerySet[Draft]:
    return Draft.objects.filter(user=user, form=form, object_key=object_key, saved_at__gt=since).order_by("pk")[:1]


def drop_draft(user: User, *, form: str, object_key: str) -> None:
    """Forget the draft of `user`, if there is one."""
    Draft.objects.filter(user=user, form=form, object_key=object_key).delete()


def sign_draft_token(user_id: UUID, form: str, object_key: str) -> str:
    """Return a token that says for one day whose draft a late POST may become. It gives no right to read anything."""
    return signing.dumps([str(user_id), form, object_key], salt=TOKEN_SALT)


def read_draft_token(token: str) -> DraftToken | None:
    """Return what `sign_draft_token` put in, or None if the token is not ours or older than one day."""
    try:
        user_id, form, object_key = signing.loads(token, salt=TOKEN_SALT, max_age=TOKEN_AGE)
    except signing.BadSignature:
        return None
    return DraftToken(UUID(user_id), form, object_key)


@transaction.atomic
def submit_once(user: User, *, key: UUID, form: str, act: Callable[[], str], payload: dict | None = None) -> str:
    """Run `act` once for this key of `user` and return its answer, a URL; a second time only return that answer.

    `payload` (JSON values) is what was typed. Raises `SubmissionChanged` when it differs from the first time: what
    was typed since must not be lost.

    The row is written before `act` runs: a twin that is sent at the same time waits for this transaction, and then
    gets its answer. If `act` raises, everything is rolled back and the key can be used again. Raises
    `SubmissionKeyReused` if the key belongs to another form.
    """
    content = _mark_of(payload) if payload is not None else ""
    first = Submission(user=user, key=key, form=form, content=content)
    Submission.objects.bulk_create([first], ignore_conflicts=True)
    submission = Submission.objects.get(user=user, key=key)
    is_first = submission.pk == first.pk
    if submission.form != form:
        raise SubmissionKeyReused(f"Submission key of {submission.form} sent with {form}.")
    if is_first:
        submission.answer = act()
        submission.save(update_fields=["answer"])
    elif submission.content and submission.content != content:
        raise SubmissionChanged(submission.answer)
    return submission.answer


def _mark_of(payload: dict) -> str:
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    return salted_hmac(CONTENT_SALT, text, algorithm="sha256").hexdigest()


@transaction.atomic
def keep_revision(
    obj: models.Model, *, actor: User | None, fields: Iterable[str], more: dict | None = None
) -> Revision:
    """Keep the values that the named columns of `obj` have in the database, under the `version` it has there.

    Call it in the transaction of the edit, before the row is saved; it does not matter whether `obj` carries the new
    values already. `more` (JSON values) is kept with them, such as rows that belong to `obj`. Raises
    `IntegrityError` if this version was kept before: somebody else edited it without a lock.
    """
    names = list(fields)
    stored = type(obj)._base_manager.select_for_update().only("version", *names).get(pk=obj.pk)
    columns = [stored._meta.get_field(name) for name in names]
    return Revision.objects.create(
        school_id=getattr(obj, "school_id", None),
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        version=stored.version,
        actor=actor,
        values={column.name: column.value_from_object(stored) for column in columns} | (more or {}),
    )


@transaction.atomic
def forget_expired() -> dict[str, int]:
    """Delete drafts and submissions older than 30 days; return how many of each."""
    limit = timezone.now() - KEPT
    return {
        "drafts": Draft.objects.filter(saved_at__lte=limit).delete()[0],
        "submissions": Submission.objects.filter(created_at__lte=limit).delete()[0],
    }
