"""manage.py access_matrix: write the two pages about access, or check that they are up to date."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from partnership.school.access_pages import matrix_page, policy_page

PAGES = {"access-policy.md": policy_page, "access-matrix.md": matrix_page}


class Command(BaseCommand):
    help = "Write docs/access-policy.md and docs/access-matrix.md from the policy and the addresses."
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs", help="where the pages stand")

    def handle(self, *args, check: bool, folder: Path, **options) -> None:
        with translation.override("en"):
            pages = {folder / name: make() for name, make in PAGES.items()}
        stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
        if check and stale:
            names = ", ".join(path.name for path in stale)
            raise CommandError(f"Out of date: {names}. Run manage.py access_matrix and look at what changed.")
        for path in stale:
            path.write_text(pages[path], encoding="utf-8")
            self.stdout.write(f"Written: {path}")
