"""What contacts do by the clock; each is one line."""

from celery import shared_task
from django_scopes import scope

from contacts.services.upkeep import tidy_plans
from partnership.school.models import School


@shared_task
def tidy_all_plans() -> None:
    for school in School.objects.filter(has_pupils=True):
        with scope(school=school):
            tidy_plans(school)
