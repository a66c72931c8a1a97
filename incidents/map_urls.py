"""The addresses of who does what."""

from django.urls import path

from incidents.map_edit_urls import urlpatterns as editing
from incidents.views import map_read

app_name = "map"
urlpatterns = [
    path("", map_read.MapReadView.as_view(), name="read"),
    path("poster/", map_read.MapPosterView.as_view(), name="poster"),
    path("poster/<uuid:pk>/", map_read.MapPosterView.as_view(), name="poster_of"),
    path("number/", map_read.PrivateNumberView.as_view(), name="private_number"),
    *editing,
]
