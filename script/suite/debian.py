"""What the tests need beside Python packages, and how Debian brings it."""

import os
import shutil
import subprocess
from collections.abc import Callable

from servers import find_postgresql, find_redis

PACKAGES: dict[str, Callable[[], object]] = {
    "chromium": lambda: find_chromium(),
    "postgresql": find_postgresql,
    "redis-server": find_redis,
    "gettext": lambda: shutil.which("xgettext") and shutil.which("msgmerge"),
    "poppler-utils": lambda: shutil.which("pdftotext"),
    "fonts-dejavu-core": lambda: os.path.exists("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
}


def find_chromium() -> str | None:
    """Return the path of the browser."""
    return shutil.which("chromium")


def missing() -> list[str]:
    """Return the Debian packages that are not there."""
    return [name for name, found in PACKAGES.items() if not found()]


def install(packages: list[str]) -> str:
    """Install Debian packages without questions; return what is in the way, empty when they are there.

    Some of them start servers of their own on the usual ports. The tests leave those alone.
    """
    by_hand = f"apt-get update && apt-get install --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"Missing for --all: {', '.join(packages)}. As root, on Debian: {by_hand}"
    print(f"== Installing {', '.join(packages)}", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quietly = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        if subprocess.run([*quietly, *command], env=env, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return f"Could not install what is missing: {', '.join(packages)}. Try: {by_hand}"
    left = missing()
    return f"Still missing after the installation: {', '.join(left)}" if left else ""
