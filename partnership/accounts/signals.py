"""What happens to a login that a higher layer may want to know."""

from django.dispatch import Signal

# A POST came in that may not be carried out: the session is locked or over its end.
# Arguments: request, reason ("locked" or "ended"). A receiver that kept what was typed returns True.
post_refused = Signal()

# A login was closed. Arguments: user, actor.
user_deactivated = Signal()

# A login can be opened by an account of a provider from now on. Arguments: user, provider (its name).
provider_linked = Signal()

# A login was parted from all its accounts of providers. Arguments: user, actor, providers (their names).
provider_unlinked = Signal()

# A provider named somebody who was not let in. Arguments: user (None when unknown), provider, reason (a word).
provider_refused = Signal()
