from celery import shared_task
from django_scopes import scope

from partnership.duties import digest
from partnership.duties.protection import keep_all_reviews
from partnership.school.models import School


@shared_task
def wake_digests() -> None:
    digest.wake_digests()


@shared_task
def keep_reviews() -> None:
    """Who leads the school changes, and restrictions end by themselves."""
    for school in School.objects.filter(has_pupils=True):
        with scope(school=school):
            keep_all_reviews(school)
