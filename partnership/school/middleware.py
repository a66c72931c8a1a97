"""The school a person is at work in, for this request."""

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from partnership.school.services.people import current_staff


class SchoolMiddleware:
    """Set `request.staff` and `request.school` from session and database, and open the school's scope.

    Rights are read from the database on every request: `request.staff` is a fresh row. Nobody's school is a scope
    in which nothing is found.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = None
        if request.user.is_authenticated:
            staff = current_staff(request.user, request.session.get("school"))
            request.user.current_staff = staff
        request.staff = staff
        request.school = staff.school if staff else None
        with scope(school=request.school or []):
            return self.get_response(request)
