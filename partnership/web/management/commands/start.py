"""manage.py start: the whole site with one command."""

import http.client
import io
import os
import signal
import sys
import threading

from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from partnership import preflight
from partnership.web.checks import old_sqlite
from partnership.web.preparation import prepare
from partnership.web.processes import ProcessFamily, claim
from partnership.web.translations import compile_translations

WEB = "granian --interface wsgi --no-ws --log-level warning --workers 1 --blocking-threads 4"
CELERY = "celery --quiet --app partnership"
WORKER = f"{CELERY} worker --pool threads --concurrency 4 --without-gossip --without-mingle --without-heartbeat"
CLOCK = f"{CELERY} beat"
# Whoever tries this out may be root; an installation has a user of its own (deploy/).
PYTHON = [sys.executable, "-W", "ignore:You're running the worker", "-m"]


class Command(BaseCommand):
    help = "Prepare everything and run web server, worker and clock until Ctrl-C or SIGTERM."

    def handle(self, *args, **options):
        if compile_translations(settings.BASE_DIR / "locale"):
            # Texts may have been read already: begin again with the new ones.
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606
        host = os.environ.get("HOST") or "127.0.0.1"
        if problem := preflight.port_problem(host, str(settings.PORT)):
            raise CommandError(problem)
        lock = claim(settings.DATA_DIR / "start.lock")
        if lock is None:
            raise CommandError(
                f"A site runs on {settings.DATA_DIR} already. End it first, or choose another folder: DATA_DIR=…"
            )
        prepare()
        self.load_demo()
        stop = self.stop_on_signals()
        family = ProcessFamily(folder=settings.BASE_DIR, keep_open=lock)
        try:
            self.launch(family, host)
            ended = self.watch(family, stop)
        finally:
            family.end()
        if ended:
            raise CommandError("The {} ended by itself (exit code {}), so the rest was ended too.".format(*ended))

    def load_demo(self) -> None:
        """Load the demo schools into an empty demo site."""
        if settings.DEMO and not apps.get_model("school", "School").objects.exists():
            self.say("Loading the demo schools …")
            call_command("demo", stdout=io.StringIO())

    def stop_on_signals(self) -> threading.Event:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        return stop

    def launch(self, family: ProcessFamily, host: str) -> None:
        address = ["--host", host, "--port", str(settings.PORT)]
        family.launch("web server", *PYTHON, *WEB.split(), *address, "partnership.wsgi:application")
        family.launch("worker", *PYTHON, *WORKER.split(), "--loglevel", "WARNING")
        family.launch("clock", *PYTHON, *CLOCK.split(), "--loglevel", "WARNING")

    def watch(self, family: ProcessFamily, stop: threading.Event) -> tuple[str, int] | None:
        """Wait until someone says stop or a child ends; meanwhile tell where the site is, once it answers."""
        announced = False
        while not stop.wait(0.5 if announced else 0.1):
            if ended := family.ended():
                return ended
            if not announced and self.answers():
                self.announce()
                announced = True
        return None

    def answers(self) -> bool:
        """Return whether the web server answers."""
        connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": settings.ALLOWED_HOSTS[0].removeprefix(".")})
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def announce(self) -> None:
        self.say(f"\nThe site runs: {settings.BASE_URL}   (Ctrl-C ends it)\nIt keeps everything in {settings.DATA_DIR}")
        if warning := old_sqlite():
            self.say(f"Note: {warning}")
        if settings.DEMO:
            call_command("demo", accounts=True, stdout=self.stdout)
        self.stdout.flush()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
