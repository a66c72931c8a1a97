from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.records import keys


class Command(BaseCommand):
    help = "Add a new key to the key ring; from now on it locks what is written. Then run: reencrypt"

    def handle(self, *args, **options):
        try:
            keys.ring()
            key_id = keys.add_key(Path(settings.KEY_RING))
        except keys.KeyRingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Key %(key)s was added and is the current one. Copy the key ring to its safe place.") % {"key": key_id}
        )
        self.stdout.write(_("Encrypt what was written before with it: manage.py reencrypt"))
