from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "partnership.records"
    label = "records"
    verbose_name = _("records")

    def ready(self):
        from partnership.records import checks  # noqa: F401 - registers itself
