"""The addresses of all pages."""

from django.conf import settings
from django.urls import include, path

from partnership.views import audit, guardians, mail, pupils, ready, today
from partnership.web.views import drafts, health

urlpatterns = [
    path("", today.TodayView.as_view(), name="today"),
    path("pupils/", pupils.PupilListView.as_view(), name="pupil_list"),
    path("pupils/<uuid:pk>/", pupils.PupilDetailView.as_view(), name="pupil_detail"),
    path("guardians/incomplete/", guardians.GuardianIncompleteListView.as_view(), name="guardian_incomplete"),
    path("mail/trouble/", mail.MailTroubleView.as_view(), name="mail_trouble"),
    path("looked/", audit.AuditListView.as_view(), name="audit_list"),
    path("", include("contacts.urls")),
    path("incidents/", include("incidents.urls")),
    path("map/", include(("incidents.map_edit_urls", "map"))),
    path("", include("partnership.duties.urls")),
    path("", include("partnership.school.urls")),
    path("", include("partnership.vision.urls")),
    path("drafts/", drafts.DraftSaveView.as_view(), name="draft_save"),
    path("drafts/drop/", drafts.DraftDropView.as_view(), name="draft_drop"),
    path("healthz", health.HealthView.as_view(), name="healthz"),
    path("readyz", ready.ReadyView.as_view(), name="readyz"),
    path("account/", include("partnership.accounts.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("partnership.demo.urls")))

handler500 = "partnership.web.errors.server_error"
