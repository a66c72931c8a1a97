"""A person with a browser: pages in English, and forms sent as the page shows them."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client

from partnership.school.models import StaffMember
from tests.cast import log_in

NOT_SENT = frozenset(["submit", "button", "reset", "image"])


def browser(member: StaffMember, **defaults) -> Client:
    """Return a browser in English in which `member` is logged in at the school of `member`."""
    client = log_in(member.user, school=member.school)
    client.defaults |= {"HTTP_ACCEPT_LANGUAGE": "en", **defaults}
    return client


class FormReader(HTMLParser):
    """Collects per form what a browser would send if its button was pressed at once."""

    def __init__(self):
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._open: dict[str, list[str]] | None = None
        self._select: tuple[str, list[str]] | None = None
        self._textarea: str | None = None
        self._text = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._open = {}
            self.forms.append(self._open)
        elif self._open is not None and "disabled" not in given:
            reader = getattr(self, f"_start_{tag}", None)
            if reader:
                reader(given)

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select:
            name, options = self._select
            self._add(name, next((value for value, chosen in options if chosen), options[0][0]))
            self._select = None
        elif tag == "textarea" and self._textarea:
            self._add(self._textarea, self._text.removeprefix("\n"))
            self._textarea = None

    def handle_data(self, data):
        self._text += data if self._textarea else ""

    def _start_input(self, given):
        kind = given.get("type", "text")
        chosen = kind not in ("checkbox", "radio") or "checked" in given
        if "name" in given and kind not in NOT_SENT and chosen:
            self._add(given["name"], given.get("value", "on" if kind == "checkbox" else ""))

    def _start_select(self, given):
        self._select = (given["name"], [])

    def _start_option(self, given):
        if self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))

    def _start_textarea(self, given):
        self._textarea, self._text = given.get("name"), ""

    def _add(self, name, value):
        self._open.setdefault(name, []).append(value)


def fields_of(response: HttpResponse, *, having: str = "version") -> dict[str, list[str]]:
    """Return what the page's form that has the field `having` would send as it stands."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return next(form for form in reader.forms if having in form)


def filled(response: HttpResponse, *, having: str = "version", **answers) -> dict[str, list[str]]:
    """Return what the page's form sends after `answers` were given: a value, a list of values, or None for none."""
    sent = fields_of(response, having=having)
    for name, answer in answers.items():
        if answer is None:
            sent.pop(name, None)
        else:
            sent[name] = answer if isinstance(answer, list) else [answer]
    return sent
