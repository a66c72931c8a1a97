"""manage.py demo: load the demo schools into an empty site, or show who to look around as."""

from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from partnership.demo.services import DemoRefused, has_demo, load_demo


class Command(BaseCommand):
    help = "Loads two demo schools when there is no school yet. Not in production."

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="only show the demo accounts")

    def handle(self, *args, accounts: bool, **options):
        try:
            if accounts:
                self.show_accounts()
            else:
                self.load()
        except DemoRefused:
            raise CommandError(_("The demo schools and their accounts are not for production.")) from None

    def load(self) -> None:
        if load_demo():
            self.stdout.write(_("The demo schools are loaded."))
        else:
            self.stdout.write(_("There is a school already. Nothing was changed."))

    def show_accounts(self) -> None:
        if not has_demo():
            self.stdout.write(_("The demo schools are not loaded."))
            return
        for line in account_lines():
            self.stdout.write(line)


def account_lines() -> Iterator[str]:
    """Yield the demo accounts as aligned text, with their password."""
    rows = [(account.email, account.name, str(account.role), str(account.school)) for account in DEMO_ACCOUNTS]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for *cells, school in rows:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join([*padded, school])
    yield _("Password of all: %(password)s") % {"password": DEMO_PASSWORD}
