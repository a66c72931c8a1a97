from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisionConfig(AppConfig):
    name = "partnership.vision"
    label = "vision"
    verbose_name = _("rules of conduct")
