from celery import shared_task

from partnership.records import services


@shared_task
def forget_expired() -> None:
    services.forget_expired()
