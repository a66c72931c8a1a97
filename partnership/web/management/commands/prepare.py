"""manage.py prepare: what an installation runs before its services start."""

from django.core.management.base import BaseCommand

from partnership.web.preparation import prepare


class Command(BaseCommand):
    help = "Bring folders, translations, tables and collected files up to date. May run again at any time."

    def handle(self, *args, **options):
        prepare()
