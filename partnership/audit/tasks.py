from celery import shared_task

from partnership.audit import services


@shared_task
def seal_events() -> None:
    services.seal_all()
