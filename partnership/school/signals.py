"""What happens in a school that a higher layer may want to know."""

from django.dispatch import Signal

# A restriction on a guardian was made or changed, in this transaction. Arguments: restriction.
restriction_changed = Signal()
