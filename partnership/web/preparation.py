"""What must stand before the site runs: folders, translations, tables, collected files. Each step may be repeated."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from partnership.records.statistics import refresh_statistics
from partnership.web.translations import compile_translations

FOLDERS = ["queue/messages", "queue/control", "mail"]
# Of Bootstrap and htmx only the files that pages use are collected: compressing all of them takes longer than the rest.
UNUSED_FILES = [
    "bootstrap-*",
    "bootstrap.rtl*",
    "bootstrap.css*",
    "bootstrap.js*",
    "bootstrap.min.js*",
    "bootstrap.esm*",
    "bootstrap.bundle.js*",
    "htmx-4*",
    "htmx-2-compat-*",
    "htmax-*",
    "hx-*",
]


def prepare() -> None:
    """Bring the data folder, the database and the collected files up to date with the code."""
    make_folders(settings.DATA_DIR)
    compile_translations(settings.BASE_DIR / "locale")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    refresh_statistics()
    collect_files(settings.DATA_DIR / "static-sources")


def make_folders(data_dir: Path) -> None:
    """Make the folders of the queue and the mails: their owners do not make them themselves."""
    for name in FOLDERS:
        (data_dir / name).mkdir(parents=True, exist_ok=True)


def collect_files(mark: Path) -> bool:
    """Collect the static files unless `mark` says that these very files were collected before; return whether."""
    state = hashlib.sha256("\n".join(sorted(_static_files())).encode()).hexdigest()
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    if manifest.exists() and mark.exists() and mark.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=UNUSED_FILES)
    mark.write_text(state)
    return True


def _static_files() -> Iterator[str]:
    """Give a line for each source file that changes when the file does."""
    yield str(settings.STATIC_ROOT)
    for finder in get_finders():
        for name, storage in finder.list(UNUSED_FILES):
            state = Path(storage.path(name)).stat()
            yield f"{storage.path(name)} {state.st_size} {state.st_mtime_ns}"
