import argparse

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.audit import verification
from partnership.audit.verification import Head, Verdict


class Command(BaseCommand):
    help = "Check the chain of the audit log per school; exit code 1 if a row was changed, removed, added or moved."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            dest="heads",
            type=head,
            metavar="SCHOOL:NUMBER:HASH",
            help="a head that an earlier run printed; finds a cut tail (may be given more than once)",
        )

    def handle(self, *args, heads, **options):
        verdicts = verification.verify(heads=heads)
        for verdict in verdicts:
            self.report(verdict)
        problems = sum(len(verdict.problems) for verdict in verdicts)
        for name in verification.missing_guards():
            self.stdout.write(_("the database no longer guards the log: trigger %(name)s is missing") % {"name": name})
            problems += 1
        if problems:
            raise CommandError(_("%(count)s problems in the audit log") % {"count": problems})
        self.stdout.write(_("The audit log is whole."))

    def report(self, verdict: Verdict) -> None:
        values = {
            "school": verdict.school_id or "-",
            "sealed": verdict.sealed,
            "seals": verdict.seals,
            "unsealed": verdict.unsealed,
            "state": _("NOT WHOLE") if verdict.problems else "OK",
        }
        self.stdout.write(
            _("%(school)s: %(sealed)s events in %(seals)s seals, %(unsealed)s not sealed yet: %(state)s") % values
        )
        if verdict.head:
            self.stdout.write(f"  --head {verdict.head}")
        for problem in verdict.problems:
            self.stdout.write(f"  {problem}")


def head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("expected SCHOOL:NUMBER:HASH, as verify_audit prints it")) from None
