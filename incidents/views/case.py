"""The case."""

from django.views.generic import DetailView

from incidents.models import Incident
from partnership.web.access import Allowed
from partnership.web.views import VisibleObjectMixin


class CaseView(VisibleObjectMixin, DetailView):
    access = Allowed("incident", "change")
    model = Incident
    permitted = "handled_by"
    template_name = "incidents/case.html"

    def findable(self, queryset):
        """What may not be opened is a page that does not exist: never a refusal that tells of it."""
        return queryset.none()
