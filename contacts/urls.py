from django.urls import path

from contacts.views import agreements, contacts, groups

app_name = "contacts"

urlpatterns = [
    path("groups/", groups.GroupListView.as_view(), name="group_list"),
    path("groups/<uuid:pk>/", groups.GroupDetailView.as_view(), name="group"),
    path("pupils/<uuid:pk>/contacts/new/", contacts.ContactCreateView.as_view(), name="new"),
    path("contacts/<uuid:pk>/", contacts.ContactDetailView.as_view(), name="detail"),
    path("contacts/<uuid:pk>/edit/", contacts.ContactUpdateView.as_view(), name="edit"),
    path("contacts/<uuid:pk>/history/", contacts.ContactHistoryView.as_view(), name="history"),
    path("contacts/<uuid:pk>/withdraw/", contacts.ContactWithdrawView.as_view(), name="withdraw"),
    path("contacts/<uuid:pk>/restore/", contacts.ContactRestoreView.as_view(), name="restore"),
    path("contacts/<uuid:pk>/copied/", contacts.ContactCopiedView.as_view(), name="copied"),
    path("agreements/<uuid:pk>/", agreements.AgreementDetailView.as_view(), name="agreement"),
    path("agreements/<uuid:pk>/done/", agreements.AgreementDoneView.as_view(), name="agreement_done"),
    path("agreements/<uuid:pk>/drop/", agreements.AgreementDropView.as_view(), name="agreement_drop"),
    path("agreements/<uuid:pk>/reopen/", agreements.AgreementReopenView.as_view(), name="agreement_reopen"),
]
