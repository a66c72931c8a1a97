"""What both import commands share: the file, the options, and how an answer is shown."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from partnership.school.importers.outcome import ImportRefused, Summary


class ImportCommand(BaseCommand):
    """Give `take(file, rehearse=…, confirm_gone=…, **options)`; a refusal is an error with exit code 1."""

    take: Callable[..., Summary]

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument(
            "--confirm-gone", action="store_true", help="yes, more than 10 %% of what is known may disappear"
        )

    def handle(self, *args, file: Path, dry_run: bool, confirm_gone: bool, **options) -> None:
        try:
            with file.open("rb") as opened:
                summary = self.take(opened, rehearse=dry_run, confirm_gone=confirm_gone, **options)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error.strerror or _("unknown reason")}
            ) from None
        except ImportRefused as refused:
            raise CommandError("\n".join(refused.lines())) from None
        except DatabaseError:
            # Its message may hold what stood in the file.
            raise CommandError(_("The database did not take the file. Nothing was changed. Try again.")) from None
        for line in summary.lines():
            self.stdout.write(line)
