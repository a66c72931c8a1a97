from celery import shared_task

from partnership.duties import digest


@shared_task
def wake_digests() -> None:
    digest.wake_digests()
