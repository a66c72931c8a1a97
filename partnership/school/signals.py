"""What happens in a school that a higher layer may want to know, in the same transaction."""

from django.dispatch import Signal

# Who works with whom, or who is there, changed: what waits may have to go to somebody else (users.md 20).
# Sent with `school` and `actor`.
work_changed = Signal()

# A restriction on a guardian was made or changed. Sent with `restriction`.
restriction_changed = Signal()
