from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "partnership.duties"
    label = "duties"
    verbose_name = _("duties")

    def ready(self) -> None:
        from partnership.duties import receivers  # noqa: F401 - connects the receivers
        from partnership.duties.digest import DIGEST
        from partnership.notifications.registry import register

        register(DIGEST)
