"""Queries of which the SQL is made once per process: that took longer than asking the database.

Only the SQL is kept. Its values, the school of the scope among them, come with each asking, and the rows are read
anew each time. PostgreSQL keeps what it thought out about them too, per connection.
"""

import datetime
import inspect
import re
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache, cached_property, wraps
from itertools import count
from types import SimpleNamespace
from typing import NamedTuple, get_args, get_origin
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, DateField, DateTimeField, Field, Model, QuerySet, UUIDField, Value
from django_scopes import get_scope, scope

FIELDS = {UUID: UUIDField, datetime.date: DateField, datetime.datetime: DateTimeField, str: CharField}
OF_ONE_ASKING = (UUID, datetime.date)  # a moment is a date too
LOOKS_SO = re.compile(r"\d{4}-\d\d-\d\d.*|[0-9a-f]{32}")  # as SQLite gets them
SCHOOL = "school"


class Name(NamedTuple):
    """The place of a value in the SQL."""

    name: str


class Given(Value):
    """A value that comes later, by its name; or many of them, for a lookup that takes several."""

    def __init__(self, name: str, field: Field, *, many: bool = False):
        super().__init__(Name(name), output_field=field)
        self.name, self.many = name, many

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return (self.mark if self.many else "%s"), [self.value]

    @property
    def mark(self) -> str:
        """What stands in the SQL for many values."""
        return f"(/*{self.name}*/%s)"

    def kind(self, connection: BaseDatabaseWrapper) -> str:
        return self.output_field.cast_db_type(connection)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Make a function that returns a queryset into one that returns its rows as a list, without building it each time.

    `build` takes keywords only: a key, date, moment or text, or a list of those, as its annotations say; never None.
    It may do nothing with them but hand them to lookups. Where the scope is not one school it is built anew. As
    `queryset` the function stays within reach, for who narrows what it returns.
    """
    names = inspect.signature(build).parameters.items()
    places = [_given(name, parameter.annotation) for name, parameter in names]

    @wraps(build)
    def ask(**values) -> list:
        current = get_scope()
        school = current.get(SCHOOL)
        if not current.get("_enabled", True) or not isinstance(school, Model):
            return list(build(**values))
        return statement(DEFAULT_DB_ALIAS).rows(values | {SCHOOL: school.pk})

    @cache
    def statement(alias: str) -> Statement:
        school = Given(SCHOOL, UUIDField())
        with scope(school=school):
            return Statement(build(**{place.name: place for place in places}), [*places, school], alias)

    ask.queryset = build
    return ask


def _given(name: str, kind: type) -> Given:
    many = get_origin(kind) is not None
    return Given(name, FIELDS[get_args(kind)[0] if many else kind](), many=many)


class Statement:
    """The SQL of one queryset, in which the values of `places` are still to come."""

    _numbers = count(1)
    # Which of them a connection to PostgreSQL knows; that goes with the connection.
    _known: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()

    def __init__(self, rows: QuerySet, places: Iterable[Given], alias: str):
        self.queryset, self.places, self.alias = rows, list(places), alias
        self.name = f"kept_{next(self._numbers)}"
        self.compiler = rows.query.get_compiler(alias)
        self.sql, self.params = self.compiler.as_sql()
        for value in self.params:
            if isinstance(value, OF_ONE_ASKING) or (isinstance(value, str) and LOOKS_SO.fullmatch(value)):
                raise ValueError(f"{value!r} would be kept for who asks next: take it as an argument.")

    def rows(self, given: dict) -> list:
        """Return the rows for the values `given` by name, as the queryset itself would."""
        connection = connections[self.alias]
        values = {place.name: self._values(place, given[place.name], connection) for place in self.places}
        keeps = connection.vendor == "postgresql" and settings.PREPARED_STATEMENTS
        sql, params = self._execution(values, connection) if keeps else self._filled_in(values, connection)
        return list(self._read(sql, params, connection))

    @staticmethod
    def _values(place: Given, given, connection: BaseDatabaseWrapper) -> list:
        each = given if place.many else [given]
        return [place.output_field.get_db_prep_value(value, connection) for value in each]

    def _filled_in(self, values: dict[str, list], connection: BaseDatabaseWrapper) -> tuple[str, list]:
        """Return the SQL with room for as many values as there are, and all values in their order."""
        sql = self.sql
        for place in (place for place in self.places if place.many):
            nothing = f"SELECT CAST(NULL AS {place.kind(connection)}) WHERE 1 = 0"
            sql = sql.replace(place.mark, f"({', '.join(['%s'] * len(values[place.name])) or nothing})")
        named = (values[each.name] if isinstance(each, Name) else [each] for each in self.params)
        return sql, [value for some in named for value in some]

    def _execution(self, values: dict[str, list], connection: BaseDatabaseWrapper) -> tuple[str, list]:
        """Return how PostgreSQL is asked for what this connection knows by name, which it is told if it does not."""
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        known = self._known.setdefault(connection.connection, set())
        if self.name not in known:
            kinds = (place.kind(connection) + ("[]" if place.many else "") for place in self._used)
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                sql, literals = self._numbered
                cursor.execute(f"PREPARE {self.name} ({', '.join(kinds)}) AS {sql}", literals)
            known.add(self.name)
        params = [values[place.name] if place.many else values[place.name][0] for place in self._used]
        return f"EXECUTE {self.name} ({', '.join(['%s'] * len(params))})", params

    @cached_property
    def _used(self) -> list[Given]:
        names = {value.name for value in self.params if isinstance(value, Name)}
        return [place for place in self.places if place.name in names]

    @cached_property
    def _numbered(self) -> tuple[str, list]:
        """Return the SQL with numbers for values, lists as arrays, and the literals that stand in it."""
        sql = self.sql
        for place in self._used:
            sql = sql.replace(f"IN {place.mark}", "= ANY (%s)")
        number = {place.name: f"${number}" for number, place in enumerate(self._used, start=1)}
        marks = (number[each.name] if isinstance(each, Name) else "%s" for each in self.params)
        first, *others = re.split(r"(?<!%)%s", sql)
        sql = first + "".join(mark + other for mark, other in zip(marks, others, strict=True))
        return sql, [each for each in self.params if not isinstance(each, Name)]

    def _read(self, sql: str, params: list, connection: BaseDatabaseWrapper) -> Iterable:
        """Let Django make its objects of the answer; everything else it would do was done before."""
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection, compiler.as_sql = connection, lambda *_args, **_kwargs: (sql, params)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        source = SimpleNamespace(
            db=self.alias, query=query, model=self.queryset.model, _fields=self.queryset._fields,
            _known_related_objects={},
        )  # fmt: skip
        return self.queryset._iterable_class(source)
