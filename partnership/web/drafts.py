"""What someone typed is never lost: drafts while typing, and a POST that came too late."""

from django.http import HttpRequest, QueryDict

from partnership.accounts.models import User
from partnership.records.services import read_draft_token, save_draft

NOT_KEPT = frozenset(["csrfmiddlewaretoken", "submission_key", "draft_token"])


def payload_of(post: QueryDict) -> dict[str, list[str]]:
    """Return what was typed, as lists per field, without tokens and keys. The version it was typed upon stays."""
    return {name: values for name, values in post.lists() if name not in NOT_KEPT}


def keep_late_post(request: HttpRequest) -> bool:
    """Keep the form of a POST that was refused since the session ended or was locked, for its own author.

    The signed token in the form names the user, the form and its object; nothing else is believed.
    Returns whether something was kept.
    """
    token = read_draft_token(request.POST.get("draft_token", ""))
    if token is None:
        return False
    user = User.objects.filter(pk=token.user_id, is_active=True).first()
    if user is None:
        return False
    save_draft(user, form=token.form, object_key=token.object_key, payload=payload_of(request.POST))
    return True
