"""How far a mail has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """`pending -> leased -> sending -> sent | retry | failed | uncertain`, or `dropped`: nothing was due any more."""

    PENDING = "pending", _("waits for its moment")
    LEASED = "leased", _("taken by a worker")
    SENDING = "sending", _("handed to the mail server just now")
    SENT = "sent", _("sent")
    RETRY = "retry", _("tried again later")
    FAILED = "failed", _("refused by the mail server")
    UNCERTAIN = "uncertain", _("perhaps sent")
    DROPPED = "dropped", _("not needed any more")
