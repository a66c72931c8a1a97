from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.records import keys, rotation

SHOWN = 20


class Command(BaseCommand):
    help = "Encrypt every encrypted field again with the current key of the ring. Can be stopped and started again."

    def handle(self, *args, **options):
        try:
            current = keys.ring().current
        except keys.KeyRingError as error:
            raise CommandError(str(error)) from error
        tallies = rotation.reencrypt()
        for tally in tallies:
            self.report(tally)
        if unreadable := sum(len(tally.unreadable) for tally in tallies):
            raise CommandError(_("%(count)s values could not be read and were left alone.") % {"count": unreadable})
        self.stdout.write(_("Everything is locked with key %(key)s.") % {"key": current})
        self.stdout.write(_("Keep the older keys as long as a backup or the audit log needs them."))

    def report(self, tally: rotation.Tally) -> None:
        self.stdout.write(
            _("%(column)s: %(renewed)s encrypted again, %(current)s had the current key, %(unreadable)s unreadable")
            % {
                "column": tally.column,
                "renewed": tally.renewed,
                "current": tally.current,
                "unreadable": len(tally.unreadable),
            }
        )
        for pk in tally.unreadable[:SHOWN]:
            self.stdout.write(f"  {pk}")
