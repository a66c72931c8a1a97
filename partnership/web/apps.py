from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "partnership.web"
    label = "web"
    verbose_name = _("pages")

    def ready(self) -> None:
        from partnership.web import receivers  # noqa: F401 - connects the receivers
