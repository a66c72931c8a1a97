from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolConfig(AppConfig):
    name = "partnership.school"
    label = "school"
    verbose_name = _("school")

    def ready(self) -> None:
        from partnership.accounts import second_factor
        from partnership.school import receivers  # noqa: F401 - connects the receivers
        from partnership.school.services.people import needs_second_factor

        second_factor.required_for.append(needs_second_factor)
