"""Part a login from the accounts of Microsoft, Google or another provider that open it."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.accounts.services import logins_with, unlink_providers


class Command(BaseCommand):
    help = "Forget with which account of a provider someone logs in, and end the sessions. The login itself stays."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    def handle(self, *args, email: str, **options) -> None:
        people = logins_with([email.strip().lower()])
        if not people:
            raise CommandError(_("There is no login with this e-mail address."))
        if unlink_providers(people[0], actor=None):
            self.stdout.write(_("Done. At the next login with the account of the school it is connected anew."))
        else:
            self.stdout.write(_("This login was not connected with an account of a provider."))
