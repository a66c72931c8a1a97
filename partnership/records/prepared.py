"""Queries of which the SQL is made once per process: that took longer than asking the database.

Only the SQL is kept. Its values, the school of the scope among them, come with each asking, and the rows are read
anew each time.
"""

import datetime
import inspect
import re
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache, wraps
from types import SimpleNamespace
from typing import NamedTuple, get_args, get_origin
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import CharField, DateField, DateTimeField, Field, Model, QuerySet, UUIDField, Value
from django.db.models.sql.compiler import SQLCompiler
from django_scopes import get_scope, scope

FIELDS = {UUID: UUIDField, datetime.date: DateField, datetime.datetime: DateTimeField, str: CharField}
KEPT = (UUID, datetime.date)  # of one asking; a moment is a date too
LOOKS_KEPT = re.compile(r"\d{4}-\d\d-\d\d.*|[0-9a-f]{32}")  # as SQLite gets them
SCHOOL = "school"


class Name(NamedTuple):
    """The place of a value in the SQL."""

    name: str


class Given(Value):
    """A value that comes later, by its name; or many of them, for a lookup that takes several."""

    def __init__(self, name: str, field: Field, *, many: bool = False):
        super().__init__(Name(name), output_field=field)
        self.many = many

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return (_place(self.value.name) if self.many else "%s"), [self.value]

    def values(self, given, connection) -> list:
        """Return what is `given` as the database takes it."""
        each = given if self.many else [given]
        return [self.output_field.get_db_prep_value(value, connection) for value in each]

    def nothing(self, connection) -> str:
        """Return what stands in a list without values: no row, of the right kind."""
        return f"SELECT CAST(NULL AS {self.output_field.cast_db_type(connection)}) WHERE 1 = 0"


def _place(name: str) -> str:
    return f"(/*{name}*/%s)"


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Make a function that returns a queryset into one that returns its rows as a list, without building it each time.

    `build` takes keywords only: a key, date, moment or text, or an iterable of those, as its annotations say; never
    None. It may do nothing with them but hand them to lookups. Where the scope is not one school it is built anew.
    As `queryset` the function stays within reach, for who narrows what it returns.
    """
    names = inspect.signature(build).parameters.items()
    places = {name: _given(name, parameter.annotation) for name, parameter in names}

    @wraps(build)
    def ask(**values) -> list:
        current = get_scope()
        school = current.get(SCHOOL)
        if not current.get("_enabled", True) or not isinstance(school, Model):
            return list(build(**values))
        return _compiled(DEFAULT_DB_ALIAS).rows(values | {SCHOOL: school.pk})

    @cache
    def _compiled(alias: str) -> _Compiled:
        with scope(school=Given(SCHOOL, UUIDField())):
            return _Compiled(build(**places), places | {SCHOOL: Given(SCHOOL, UUIDField())}, alias)

    ask.queryset = build
    return ask


def _given(name: str, kind: type) -> Given:
    many = get_origin(kind) is not None
    return Given(name, FIELDS[get_args(kind)[0] if many else kind](), many=many)


class _Compiled:
    """The SQL of one queryset, with `places` for its values."""

    def __init__(self, rows: QuerySet, places: dict[str, Given], alias: str):
        self.queryset, self.places, self.alias = rows, places, alias
        self.compiler: SQLCompiler = rows.query.get_compiler(alias)
        self.sql, self.params = self.compiler.as_sql()
        for value in self.params:
            if isinstance(value, KEPT) or (isinstance(value, str) and LOOKS_KEPT.fullmatch(value)):
                raise ValueError(f"{value!r} would be kept for who asks next: take it as an argument.")

    def rows(self, given: dict) -> list:
        """Return the rows for these values, as the queryset itself would."""
        connection = connections[self.alias]
        values = {name: place.values(given[name], connection) for name, place in self.places.items()}
        sql = self.sql
        for name, place in self.places.items():
            if place.many:
                marks = ", ".join(["%s"] * len(values[name])) or place.nothing(connection)
                sql = sql.replace(_place(name), f"({marks})")
        params = [value for each in self.params for value in (values[each.name] if isinstance(each, Name) else [each])]
        return list(self._read(sql, params, connection))

    def _read(self, sql: str, params: list, connection) -> Iterable:
        """Let Django make its objects of the answer; everything else it would do was done before."""
        compiler, query = copy(self.compiler), copy(self.queryset.query)
        compiler.connection, compiler.as_sql = connection, lambda *_args, **_kwargs: (sql, params)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        queryset = self.queryset
        source = SimpleNamespace(
            db=self.alias, query=query, model=queryset.model, _fields=queryset._fields, _known_related_objects={}
        )
        return queryset._iterable_class(source)
