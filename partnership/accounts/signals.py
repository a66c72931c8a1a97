"""What happens to a login that a higher layer may want to know."""

from django.dispatch import Signal

# A POST came in that may not be carried out: the session is locked or over its end.
# Arguments: request, reason ("locked" or "ended"). A receiver that kept what was typed returns True.
post_refused = Signal()

# A login was closed. Arguments: user, actor.
user_deactivated = Signal()
