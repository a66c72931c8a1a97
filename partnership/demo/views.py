"""The mails of the demonstration, since it has no mail server."""

from email import message_from_bytes, policy

from django.conf import settings
from django.views.generic import TemplateView

from partnership.web.access import Public

SHOWN = 30


class MailListView(TemplateView):
    access = Public("only in the demonstration, where an invitation must be read before anyone can log in")
    template_name = "demo/mail_list.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"mails": self._mails(), "folder": settings.MAIL_DIR}

    @staticmethod
    def _mails() -> list[dict]:
        files = sorted(settings.MAIL_DIR.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
        mails = []
        for file in files[:SHOWN]:
            message = message_from_bytes(file.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default)
            mails.append({"to": message["To"], "subject": message["Subject"], "text": message.get_content()})
        return mails
