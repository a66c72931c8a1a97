"""Templates without their text, for tests that ask who gets in: the error pages are real, all others say their name."""

import re

from django.conf import settings
from django.template import Origin
from django.template.loaders.base import Loader
from django.template.loaders.filesystem import Loader as FileLoader

REAL = re.compile(r"(\d{3}(_csrf)?|error_base)\.html")
CONTEXT = ["django.template.context_processors.request", "partnership.school.context.school"]


class ErrorPages(FileLoader):
    def get_template_sources(self, template_name):
        if REAL.fullmatch(template_name):
            yield from super().get_template_sources(template_name)


class NamesOnly(Loader):
    def get_template_sources(self, template_name):
        yield Origin(name=template_name, template_name=template_name, loader=self)

    def get_contents(self, origin) -> str:
        return origin.template_name


def stubbed_templates() -> list[dict]:
    """Return the setting TEMPLATES under which pages cost nothing to show."""
    loaders = [f"{__name__}.ErrorPages", f"{__name__}.NamesOnly"]
    options = {"loaders": loaders, "context_processors": CONTEXT}
    return [{**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": options}]
