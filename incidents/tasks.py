"""What incidents do by the clock; each is one line."""

from celery import shared_task
from django_scopes import scope

from incidents.services.giving import pass_on_unopened
from incidents.services.map_chasing import chase_actions, pass_on_absent
from partnership.school.models import School


@shared_task
def pass_on_reports() -> None:
    for school in School.objects.filter(uses_incidents=True):
        with scope(school=school):
            pass_on_unopened()
            pass_on_absent()
            chase_actions()
