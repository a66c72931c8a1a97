from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    name = "contacts"
    label = "contacts"
    verbose_name = _("contacts")

    def ready(self) -> None:
        from contacts import receivers  # noqa: F401 - connects the receivers
        from contacts.services import planned, support
        from partnership.duties import kinds

        kinds.register(planned.DUTY, data_class="contact_plan")
        kinds.register(support.DUTY, data_class="contact_tense")
