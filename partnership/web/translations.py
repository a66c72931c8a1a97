"""Translations: from the .po files that people edit to the .mo files that the site reads."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import ngettext_lazy

# Texts that Django shows but has no Dutch for: named here, so that our catalogue has them.
BORROWED = [
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    )
]


def compile_translations(locale_dir: Path) -> list[Path]:
    """Compile each .po file below `locale_dir` that is newer than its .mo file; return those that were compiled."""
    compiled = []
    for source in sorted(locale_dir.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        # Replaced in one move: other processes may be reading the old file.
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
            write_mo(part, catalog)
        os.chmod(part.name, 0o644)
        os.utime(part.name, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))  # also when that lies ahead
        os.replace(part.name, target)
        compiled.append(target)
    return compiled


def missing_translations(source: Path) -> list[str]:
    """Return a line for each text in the .po file `source` that has no translation yet, or an unsure one (fuzzy)."""
    with source.open("rb") as file:
        catalog = read_po(file)
    problems = []
    for message in catalog:
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and message.fuzzy:
            problems.append(f"{source}: unsure (fuzzy): {message.id!r}")
        elif message.id and not all(texts):
            problems.append(f"{source}: not translated: {message.id!r}")
    return problems
