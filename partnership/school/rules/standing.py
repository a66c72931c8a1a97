"""What decides the rights of one person: roles, posts and ties to families, in one query.

Nearly every page asks it, so its SQL is made once per process; that took longer than all else about rights. Only the
SQL is kept: the values come with each request, and the answer is read from the database each time.
"""

import datetime
from collections import defaultdict
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import CharField, DateField, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Upper
from django_scopes import scopes_disabled

from partnership.records.prepared import Given, Statement

# None, where a value is given, matches nothing.
STAFF, SCHOOL, USER = (Given(name, UUIDField()) for name in ("staff", "school", "user"))
DAY = Given("day", DateField())
EMAIL, LOGIN, TELEPHONE = (Given(name, CharField()) for name in ("email", "login", "telephone"))
PLACES = (STAFF, SCHOOL, USER, DAY, EMAIL, LOGIN, TELEPHONE)


def standing_of(staff, day: datetime.date) -> dict[str, list[list]]:
    """Return per kind of row ("role", "post", "tie") a word and two keys: location and team of a role, group and pupil
    of a post, guardian and pupil of a tie."""
    login = staff.user.email if staff.user_id else ""
    values = {"staff": staff.pk, "school": staff.school_id, "user": staff.user_id, "day": day}
    values |= {"email": staff.email or None, "login": login or None, "telephone": staff.telephone or None}
    found = defaultdict(list)
    for what, *row in _statement(connection.alias).rows(values):
        found[what].append(row)
    return found


@cache
def _statement(alias: str) -> Statement:
    with scopes_disabled():  # the rows name person and school themselves
        first, *others = _parts()
        return Statement(first.union(*others, all=True), PLACES, alias)


def _parts() -> list[QuerySet]:
    roles, posts, guardians, ties = (
        apps.get_model("school", name).objects for name in ("RoleAssignment", "Assignment", "Guardian", "DeclaredTie")
    )
    holds = Q(from_date__lte=DAY) & (Q(until__isnull=True) | Q(until__gte=DAY))
    addressed = guardians.annotate(mail=Upper("details__email"))
    nobody = Value(None, output_field=UUIDField())
    return [
        _marked(roles.filter(holds, staff=STAFF), "role", F("role"), F("location"), F("team")),
        _marked(posts.filter(holds, staff=STAFF), "post", F("kind"), F("group"), F("pupil")),
        _marked(addressed.filter(_same_person(), school=SCHOOL), "tie", Value(""), F("pk"), F("guardianships__pupil")),
        _marked(
            addressed.filter(_same_person(), school=SCHOOL, joined_into__isnull=False),
            "tie", Value(""), F("joined_into"), F("joined_into__guardianships__pupil"),
        ),
        _marked(
            ties.filter(staff=STAFF, ended_on=None, pupil__school=SCHOOL), "tie", Value(""), nobody, F("pupil")
        ),
    ]  # fmt: skip


def _same_person() -> Q:
    """Guardians, with their address in capitals as `mail`, who are, or are tied to, that person (decision 22).

    A record that was joined into another keeps its own address, and is asked as well.
    """
    linked = Q(staff=STAFF) | Q(staff__user=USER) | Q(ties__staff=STAFF, ties__ended_on=None)
    return linked | Q(details__telephone=TELEPHONE) | Q(mail__in=[Upper(EMAIL), Upper(LOGIN)])


def _marked(rows: QuerySet, what: str, word, one, other) -> QuerySet:
    """Return what a row is, its word and its two keys, ready to be asked together with other rows."""
    return rows.order_by().annotate(what=Value(what), word=word, one=one, other=other).values_list(
        "what", "word", "one", "other"
    )  # fmt: skip
