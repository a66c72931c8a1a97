"""EDEXML 2.1 and 2.0: what a pupil system says about a school, its groups, pupils and teachers."""

from partnership.school.importers.edexml.run import import_edexml

__all__ = ["import_edexml"]
