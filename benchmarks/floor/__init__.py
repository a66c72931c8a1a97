"""The floor pages are compared with: the same server, middleware and database, and as little page as can be.

One indexed query of 50 rows, five plain columns of which one a date, no base template. Used by the benchmarks only,
through settings of its own.
"""
