from celery import shared_task

from partnership.records import services, statistics


@shared_task
def forget_expired() -> None:
    services.forget_expired()


@shared_task
def refresh_statistics() -> None:
    statistics.refresh_statistics()
