"""Fields whose text is encrypted in the database.

Written in `pre_save` (so by `save()` and `bulk_create()`), opened when the attribute is first read. What to know:

- Empty stays empty, so that it can be filtered (`text=""`, `text__isnull=True`) and erased (`update(text="")`).
  No other lookup exists: encrypted text is never searched, and ordering by it means nothing.
- `update()`, `bulk_update()` and expressions cannot encrypt and are refused; use `save(update_fields=[…])`.
  `bulk_create(update_conflicts=True)` may keep another key than it encrypted for: do not use it with these fields.
- `values()`, `values_list()`, annotations and `dumpdata` give the ciphertext (`dumpdata` can be loaded again).
- The text is bound to `app.Model.field:pk`. So the key must be known before the insert (a UUID with a default), a
  copy under a new key is encrypted again, and renaming a model or field needs a migration that re-encrypts.
"""

import json

from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from partnership.records import ciphers

NOT_EMPTY = "enc1:"  # stands for any text when the database is only asked whether there is some


class PlainTextRefused(TypeError):
    """Plain text was about to reach the database in an encrypted column."""


class Ciphertext(str):
    """Text as it stands in the database. `owner` is the key of the row that it was read from."""

    owner = None


class EncryptedAttribute(DeferredAttribute):
    """Opens the ciphertext when it is first asked for. Has `__set__` so that it stands before the instance's dict."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            value = instance.__dict__[self.field.attname] = self.field.decrypt(value, instance)
        return value

    def __set__(self, instance, value):
        if isinstance(value, Ciphertext) and value.owner is None:
            value.owner = instance.__dict__.get(instance._meta.pk.attname)
        instance.__dict__[self.field.attname] = value


class ExactEmpty(Exact):
    """The one question an encrypted column can answer: is it empty?"""

    def get_prep_lookup(self):
        if self.rhs != "":
            raise FieldError("Encrypted text cannot be searched; only '' can be compared with.")
        return self.rhs


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database (decision 16); see the module for what it cannot do."""

    descriptor_class = EncryptedAttribute
    lookups = {"exact": ExactEmpty, "isnull": IsNull}

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_not_indexed(), *self._check_key_known()]

    def _check_not_indexed(self):
        if self.unique or self.db_index:
            yield checks.Error("Encrypted text cannot be unique or indexed.", obj=self, id="records.E001")

    def _check_key_known(self):
        key = self.model._meta.pk
        if key.remote_field is None and not key.has_default():
            yield checks.Error(
                "A model with encrypted text needs a key that is known before the insert.",
                hint="id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)",
                obj=self,
                id="records.E002",
            )

    def place(self, pk) -> str:
        """Return what the ciphertext of row `pk` is bound to."""
        if pk is None:
            raise ValueError(f"{self} cannot be encrypted before the row has its key.")
        key = self.model._meta.pk
        while key.remote_field is not None:
            key = key.target_field
        return f"{self.model._meta.label}.{self.name}:{key.to_python(pk)}"

    def encrypt(self, value, pk) -> str | None:
        """Return what to store for `value` in row `pk`; empty stays empty."""
        text = self.to_text(value)
        return Ciphertext(ciphers.encrypt(text, place=self.place(pk))) if text else text

    def decrypt(self, value: Ciphertext, instance):
        """Return what `value`, read into `instance`, stands for. Raises `InvalidCiphertext` or `UnknownKey`."""
        pk = instance.pk if value.owner is None else value.owner
        return self.from_text(ciphers.decrypt(value, place=self.place(pk)))

    def to_text(self, value) -> str | None:
        return super().to_python(value)

    def from_text(self, text: str):
        return text

    def from_db_value(self, value, expression, connection):
        return Ciphertext(value) if value else value

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Ciphertext) and value.owner == model_instance.pk:
            return value  # never opened, so unchanged
        value = getattr(model_instance, self.attname)
        if hasattr(value, "resolve_expression"):
            raise PlainTextRefused(f"{self} cannot be set by an expression.")
        return self.encrypt(value, model_instance.pk)

    def get_prep_value(self, value):
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        if not value or _is_stored(value):
            return value and str(value)
        return NOT_EMPTY

    def get_db_prep_save(self, value, connection):
        if value is None or value == "" or _is_stored(value):
            return value and str(value)
        raise PlainTextRefused(f"{self} is encrypted by save() and bulk_create() only; update() would store it plain.")

    def get_placeholder(self, value, compiler, connection):
        if hasattr(value, "resolve_expression"):
            raise PlainTextRefused(f"{self} cannot be set by an expression (update or bulk_update).")
        return "%s"

    def get_lookup(self, lookup_name):
        if lookup_name not in self.lookups:
            raise FieldError(f"Encrypted text cannot be searched: {self} has no lookup {lookup_name!r}.")
        return self.lookups[lookup_name]

    def value_to_string(self, obj):
        value = self.pre_save(obj, add=False)
        return value and str(value)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value that is encrypted in the database. What was erased (empty) reads as {}."""

    def to_text(self, value) -> str | None:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if value not in (None, "") else value

    def from_text(self, text: str):
        return json.loads(text)

    def to_python(self, value):
        return value

    def from_db_value(self, value, expression, connection):
        return {} if value == "" else super().from_db_value(value, expression, connection)


def _is_stored(value) -> bool:
    return isinstance(value, str) and ciphers.key_id_of(value) is not None
