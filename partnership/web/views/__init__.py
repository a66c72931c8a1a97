"""What the pages of all apps are made of."""

from partnership.web.views.objects import StaffViewMixin, VisibleObjectMixin
from partnership.web.views.serviceforms import ServiceActionView, ServiceFormView

__all__ = ["ServiceActionView", "ServiceFormView", "StaffViewMixin", "VisibleObjectMixin"]
