"""Every view has a rule. What has none is refused: an error in tests, a page that does not exist in production.

A view class says `access = Allowed("contact", "create")`, `SignedIn("why")` or `Public("why")`. Views of libraries
are named in `NAMED`, by the whole name of the URL.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from partnership.accounts.rules import PUBLIC_VIEWS, SELF_VIEWS


@dataclass(frozen=True)
class Public:
    """Anyone, without login. `why` is read in review."""

    why: str


@dataclass(frozen=True)
class SignedIn:
    """Anyone with a login; the page shows only what is one's own.

    `data_class` is what it shows, for a page that is not there in a school that does not use the part of that class.
    """

    why: str
    data_class: str = ""


@dataclass(frozen=True)
class Allowed:
    """Who the policy lets do `operation` on `data_class`; which rows is `visible_to`."""

    data_class: str
    operation: str

    @property
    def permission(self) -> str:
        return f"{self.data_class}.{self.operation}"


Rule = Public | SignedIn | Allowed

NAMED: dict[str, Rule] = {
    **{name: Public(why) for name, why in PUBLIC_VIEWS.items()},
    **{name: SignedIn(why) for name, why in SELF_VIEWS.items()},
}


def rule_of(callback, url_name: str | None) -> Rule | None:
    """Return the rule of the view function `callback`, or None when it has none.

    `url_name` is the whole name, with its namespace: `blog:profile` is not the `profile` that has a rule.
    """
    view_class = getattr(callback, "view_class", None)
    rule = getattr(view_class, "access", None)
    return rule if rule is not None else NAMED.get(url_name or "")


def data_class_of(rule: Rule | None) -> str:
    """Return the class of data a page shows; empty when its rule names none."""
    return getattr(rule, "data_class", "")


def permits(rule: Allowed, request: HttpRequest) -> bool:
    return request.user.has_perm(rule.permission)
