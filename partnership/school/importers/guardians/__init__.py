"""A CSV file with the guardians of pupils."""

from partnership.school.importers.guardians.run import import_guardians

__all__ = ["import_guardians"]
