"""What web hears from below."""

from django.dispatch import receiver

from partnership.accounts.signals import post_refused
from partnership.web.drafts import keep_late_post


@receiver(post_refused)
def keep_refused_post(sender, request, **kwargs) -> bool:
    """The session was locked while someone was writing: keep what they sent as their draft; return whether it was."""
    return keep_late_post(request)
