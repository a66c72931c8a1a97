"""Link guardians to pupils from a CSV file."""

from partnership.school.importers.command import ImportCommand
from partnership.school.importers.guardians import import_guardians
from partnership.school.importers.outcome import Summary


class Command(ImportCommand):
    help = "Bring in the guardians of pupils from a CSV file (; or , and UTF-8 or Windows-1252). All or nothing."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--school", required=True, metavar="BRIN", help="BRIN, with two digits for the location")

    def take(self, file, *, school: str, rehearse: bool, confirm_gone: bool, **options) -> Summary:
        return import_guardians(file, actor=None, school_code=school, rehearse=rehearse, confirm_gone=confirm_gone)
