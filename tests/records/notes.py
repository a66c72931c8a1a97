"""A model with encrypted fields, known to the tests only."""

import uuid

from django.db import models
from django.test.utils import isolate_apps

from partnership.records.fields import EncryptedJSONField, EncryptedTextField

with isolate_apps("partnership.records"):

    class Note(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
        title = models.CharField(max_length=100, blank=True)
        text = EncryptedTextField(blank=True)
        more = EncryptedTextField(blank=True)
        data = EncryptedJSONField(default=dict, blank=True)
        version = models.PositiveIntegerField(default=1)

        class Meta:
            app_label = "records"
            db_table = "records_tests_note"
            constraints = [models.CheckConstraint(condition=~models.Q(more="", title="more"), name="note_has_more")]

        def __str__(self):
            return self.title
