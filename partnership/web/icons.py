"""The icons of Heroicons as tags, each drawn once per process."""

from functools import cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()
register.simple_tag(cache(heroicons.heroicon_mini), name="heroicon_mini")
register.simple_tag(cache(heroicons.heroicon_outline), name="heroicon_outline")
