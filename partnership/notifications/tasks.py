from celery import shared_task

from partnership.notifications import sending, services


@shared_task
def send_due() -> None:
    sending.send_due()


@shared_task
def forget_old() -> None:
    services.forget_old()
