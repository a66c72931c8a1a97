"""Bring in a school from the file of its pupil system."""

from partnership.school.importers.command import ImportCommand
from partnership.school.importers.edexml import import_edexml
from partnership.school.importers.outcome import Summary


class Command(ImportCommand):
    help = "Bring in groups, pupils and teachers from an EDEXML file (2.1 or 2.0). All or nothing."

    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--create-school", metavar="NAME", default="", help="make the school when it is unknown")

    def take(self, file, *, create_school: str, rehearse: bool, confirm_gone: bool, **options) -> Summary:
        return import_edexml(
            file, actor=None, create_school=create_school.strip(), rehearse=rehearse, confirm_gone=confirm_gone
        )
