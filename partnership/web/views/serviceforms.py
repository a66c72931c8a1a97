"""Forms and buttons that call one service each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from partnership.records import services as records
from partnership.records.versions import VersionConflict
from partnership.web.drafts import payload_of
from partnership.web.forms import BaseForm
from partnership.web.views.objects import StaffViewMixin, VisibleObjectMixin


class ServiceFormView(StaffViewMixin, FormView):
    """Show a form, keep its draft, and hand what was cleaned to a service, once.

    A subclass gives `form_class`, `object_key()`, and `perform(form) -> url`, which calls the service.
    """

    form_class: type[BaseForm]
    success_message = ""

    def object_key(self) -> str:
        raise NotImplementedError

    def perform(self, form: BaseForm) -> str:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict:
        user = self.request.user
        draft = None
        if self.request.method == "GET":
            draft = records.load_draft(user, form=self.form_class.form_name, object_key=self.object_key())
        self.has_draft = draft is not None
        return {**super().get_form_kwargs(), "user": user, "object_key": self.object_key(), "draft": draft}

    def get_form(self, form_class=None) -> BaseForm:
        form = super().get_form(form_class)
        form.restore_draft()
        return form

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {"has_draft": self.has_draft, **context}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        user = self.request.user
        name = self.form_class.form_name
        try:
            answer = records.submit_once(
                user,
                key=form.cleaned_data["submission_key"],
                form=name,
                act=lambda: self.perform(form),
                payload=payload_of(self.request.POST),
            )
        except records.SubmissionChanged as changed:
            return self.show_changed(form, changed.answer)
        except VersionConflict as conflict:
            return self.show_conflict(form, conflict)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        records.drop_draft(user, form=name, object_key=self.object_key())
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(answer)

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def show_changed(self, form: BaseForm, answer: str) -> HttpResponse:
        """This form was saved before and other text is sent now: it stays in the form, to be saved if it is wanted."""
        form.renew_key()
        form.add_error(None, _("This was saved before, with other answers. What you typed since is not saved yet."))
        return self.render_to_response(self.get_context_data(form=form, saved_before=answer), status=409)

    def show_conflict(self, form: BaseForm, conflict: VersionConflict) -> HttpResponse:
        """Show what was typed beside what stands there now; sending again is a choice made with both in sight."""
        form.data = form.data.copy()
        form.data["version"] = conflict.current.version
        form.add_error(None, _("Someone changed this while you were writing. Nothing is lost: both texts stand below."))
        context = self.get_context_data(form=form, conflict=conflict.current)
        return self.render_to_response(context, status=409)


class ServiceActionView(VisibleObjectMixin, View):
    """A button: POST calls one service on one row. A subclass gives `model` and `perform(row) -> url`."""

    http_method_names = ["post", "options"]
    success_message = ""

    def perform(self, row) -> str:
        raise NotImplementedError

    def post(self, request, *args, **kwargs) -> HttpResponse:
        row = self.get_object()
        try:
            url = self.perform(row)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.back(row))
        except VersionConflict:
            messages.error(request, _("Someone changed this meanwhile. Here you see how it is now."))
            return HttpResponseRedirect(self.back(row))
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(url)

    def back(self, row) -> str:
        """Where to go when the service refused."""
        return row.get_absolute_url()
