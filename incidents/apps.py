from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"
    verbose_name = _("incidents")

    def ready(self) -> None:
        from incidents.enums import DutyKind
        from incidents.services.notices import NOTICE
        from partnership.duties import kinds
        from partnership.notifications.registry import register

        for kind in DutyKind:
            kinds.register(kind.value, data_class="incident", label=kind.label)
        register(NOTICE)
