"""The addresses of the site, and the floor."""

from django.urls import path

from benchmarks.floor.views import FloorView
from partnership.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("floor/", FloorView.as_view()), *urlpatterns]
