from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from partnership.audit import services


class Command(BaseCommand):
    help = "Seal the audit events that are not sealed yet (the worker does this each minute)."

    def handle(self, *args, **options):
        self.stdout.write(_("%(count)s seals made") % {"count": services.seal_all()})
