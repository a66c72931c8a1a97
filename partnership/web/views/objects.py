"""Fetch what the person may see, and nothing else."""

from django.core.exceptions import PermissionDenied
from django.http import Http404


class StaffViewMixin:
    """A page for someone at work: `self.staff` is the member of staff, fresh for this request."""

    @property
    def staff(self):
        return self.request.staff


class VisibleObjectMixin(StaffViewMixin):
    """One row by its key in the address.

    What the person may not know of (another school, a tied family, an absent key) is a page that does not exist;
    what a colleague may know of but not open is refused with 403.
    """

    model: type
    permitted = "visible_to"

    def get_queryset(self):
        return self.model.objects.all()

    def findable(self, queryset):
        """Rows whose existence the person may know."""
        return queryset.findable_by(self.staff)

    def get_object(self, queryset=None):
        rows = self.get_queryset()
        pk = self.kwargs["pk"]
        row = getattr(rows, self.permitted)(self.staff).filter(pk=pk).first()
        if row is not None:
            return row
        if self.findable(rows).filter(pk=pk).exists():
            raise PermissionDenied
        raise Http404
