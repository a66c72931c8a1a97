"""How long a start takes once the packages are installed: until the site answers."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from tests.flows.server import running_site


def figures() -> Iterator[Figure]:
    """Start the site on an empty folder, which loads the demo schools, and then on the same folder again."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("start.first_ready", "start.ready"):
            begin = time.monotonic()
            with running_site(Path(folder, "data"), command=("script/server",)):
                yield Figure(name, time.monotonic() - begin, "s", "<= 10")
