"""Someone in front of a browser: opens pages, taps, types, and looks at each page that comes."""

import datetime
import re
import time
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response

from partnership.demo.accounts import DEMO_PASSWORD
from tests.flows.language import english_on

PHONE = {
    "viewport": {"width": 360, "height": 780},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "nl-NL",
    "color_scheme": "light",
}
DESKTOP = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "dark"}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
KEY = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

# What the flows hold on to: names of fields, addresses and roles, never the words on the page.
MY_CLASS = "nav a[href^='/groups/']"
NICE = "a[href*='about=nice']"
SAVE = "form:has([name=submission_key]) button.btn-primary"
SUBMIT_LOGIN = "form:has([name=login]) button[type=submit]"
UNDO = "#messages form"


def today() -> str:
    """The date in Amsterdam, as addresses and attributes write it."""
    return datetime.datetime.now(ZoneInfo("Europe/Amsterdam")).date().isoformat()


def key_of(address: str) -> str:
    """The key in the address of a page."""
    return re.search(KEY, address)[0]


class Person:
    """One browser window. Each page that opens is looked at: good for everyone, in one language, no complaints."""

    def __init__(self, context: BrowserContext, url: str, *, scripts: bool = True):
        self.context = context
        self.context.set_default_timeout(10_000)
        self.url = url
        self.elsewhere = url  # where else the browser may go: a provider's login page
        self.scripts = scripts
        self.taps = 0
        self.seconds_looking = 0.0
        self.complaints: list[str] = []
        self.documents: set[str] = set()
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Open another tab and go on in it."""
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._note)
        return self.page

    def log_in(self, email: str, *, own_device: bool = False) -> None:
        """Log in without the page, as the flows do where logging in is not the point."""
        assert self.context.request.get("/account/login/").ok
        form = {"login": email, "password": DEMO_PASSWORD, "csrfmiddlewaretoken": self.cookie("csrftoken")["value"]}
        if own_device:
            form["own_device"] = "on"
        answer = self.context.request.post("/account/login/", form=form, max_redirects=0)
        assert answer.status == 302, f"{email} could not log in: {answer.status}"

    def cookie(self, name: str) -> dict | None:
        return next((cookie for cookie in self.context.cookies() if cookie["name"] == name), None)

    # Going somewhere: the page that comes is looked at.

    def open(self, path: str, *, status: int = 200) -> None:
        answer = self.page.goto(path)
        assert answer.status == status, f"{path}: {answer.status}"
        self.look()

    def follow(self, target: Locator | str) -> None:
        """Tap what leads to another page."""
        self.taps += 1
        with self.page.expect_navigation():
            self.find(target).click()
        self.look()

    def tap(self, target: Locator | str) -> None:
        """Tap something that stays on the page."""
        self.taps += 1
        self.find(target).click()

    def type(self, name: str, text: str) -> None:
        """Type in the field with this name; what it stands in is opened first."""
        self._unfold(name)
        self.page.locator(f"[name='{name}']").fill(text)

    def choose(self, name: str, value: str = "") -> None:
        """Tap the box with this name, or the choice with this value."""
        self._unfold(name)
        self.tap(f"[name='{name}'][value='{value}']" if value else f"[name='{name}']:not([type=hidden])")

    def _unfold(self, name: str) -> None:
        """Open the part of the form in which the field with this name stands."""
        fold = self.page.locator(f"details:not([open]):has([name='{name}']) > summary")
        if fold.count():
            self.tap(fold.first)

    def log_nice(self, pupil: str, text: str) -> None:
        """Log something nice about the pupil of this page."""
        self.open(f"{pupil}contacts/new/?about=nice")
        self.type("summary", text)
        self.follow(SAVE)

    # Looking around.

    def find(self, target: Locator | str) -> Locator:
        return self.page.locator(target).first if isinstance(target, str) else target

    def row(self, text: str) -> Locator:
        """The row of a list or table with this text in it."""
        return self.page.locator("main li, main tr").filter(has_text=text).last

    def reads(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def address_of(self, pupil: str) -> str:
        """The address of a pupil's page, found by searching; empty when nobody is found."""
        found = self.context.request.get(f"/pupils/?{urlencode({'q': pupil})}").text()
        link = re.search(rf'<main.*?href="(/pupils/{KEY}/)"', found, re.DOTALL)
        return link[1] if link else ""

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def language(self) -> str:
        return self.page.evaluate("document.documentElement.lang")

    def look(self) -> None:
        """See that everybody can use the page, that it fits the screen and the language, and no complaint came."""
        self.page.wait_for_load_state()
        assert self.complaints == [], f"{self.page.url}: {self.complaints}"
        if not self.scripts:  # then the looking cannot be done either
            return
        began = time.monotonic()
        self.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
        found = Axe().run(self.page, options=WCAG).response["violations"]
        wrong = [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
        assert wrong == [], f"{self.page.url} is not accessible:\n" + "\n".join(wrong)
        # A phone makes its window as wide as the page: only the screen itself says what fits.
        wide = self.page.evaluate("document.documentElement.scrollWidth") - self.page.viewport_size["width"]
        assert wide <= 0, f"{self.page.url} is {wide} pixels too wide"
        if self.language == "nl":
            assert english_on(self.page) == [], f"{self.page.url} is not all Dutch"
        self.seconds_looking += time.monotonic() - began

    def _hear(self, message: ConsoleMessage) -> None:
        url = message.location["url"]
        refused = message.text.startswith("Failed to load resource")  # an error page, or a draft that came too late
        expected = refused and (url in self.documents or url.endswith("/drafts/"))
        if message.type in {"error", "warning"} and not expected:
            self.complaints.append(f"{message.text} ({url})")

    def _note(self, response: Response) -> None:
        if not response.url.startswith((self.url, self.elsewhere, "data:")):
            self.complaints.append(f"asks something outside: {response.url}")
        if response.request.is_navigation_request():
            self.documents.add(response.url)
            if response.url.startswith(self.url) and "content-security-policy" not in response.headers:
                self.complaints.append(f"has no content security policy: {response.url}")
