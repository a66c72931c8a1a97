"""The school a person is at work in, for this request."""

from django.http import Http404, HttpRequest, HttpResponse
from django_scopes import scope

from partnership.school.rules.policy import part_of
from partnership.school.services.people import current_staff, workplaces
from partnership.web.access import data_class_of, rule_of


class SchoolMiddleware:
    """Set `request.staff`, `request.school` and `request.workplaces`, and open the school's scope.

    They come from session and database. Rights are read on every request: `request.staff` is a fresh row. Nobody's
    school is a scope in which nothing is found.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = None
        request.workplaces = []
        if request.user.is_authenticated:
            request.workplaces = workplaces(request.user)
            staff = current_staff(request.workplaces, request.session.get("school"))
            request.user.current_staff = staff
        request.staff = staff
        request.school = staff.school if staff else None
        with scope(school=request.school or []):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> None:
        """Answer an address of a part that the school does not use as one that does not exist, whoever asks."""
        data_class = data_class_of(rule_of(view_func, request.resolver_match.view_name))
        if request.school and data_class and not request.school.uses(part_of(data_class)):
            raise Http404
