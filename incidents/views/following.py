"""Follow what one reported, lived through or saw."""

from django.views.generic import DetailView

from incidents.models import Incident
from partnership.web.access import Allowed
from partnership.web.views import VisibleObjectMixin


class FollowedMixin(VisibleObjectMixin):
    """A case the person reported, lived through or saw; for all others a page that does not exist."""

    model = Incident
    permitted = "followed_by"

    def findable(self, queryset):
        return queryset.none()


class FollowView(FollowedMixin, DetailView):
    access = Allowed("incident", "read")
    template_name = "incidents/follow.html"
