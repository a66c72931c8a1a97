from django.urls import path

from contacts.views import agreements, classplan, contacts, days, groups, norms, oversight, planned, rounds, year

app_name = "contacts"

urlpatterns = [
    path("groups/", groups.GroupListView.as_view(), name="group_list"),
    path("groups/<uuid:pk>/", groups.GroupDetailView.as_view(), name="group"),
    path("groups/<uuid:pk>/year/", year.GroupYearView.as_view(), name="year"),
    path("groups/<uuid:pk>/year/export/", oversight.ClassPlanExportView.as_view(), name="plan_export"),
    path("groups/<uuid:pk>/plan/", classplan.ClassPlanView.as_view(), name="plan_class"),
    path("groups/<uuid:pk>/plan/preview/", classplan.ClassPlanPreviewView.as_view(), name="plan_preview"),
    path("groups/<uuid:pk>/plan/paste/", rounds.PasteRoundView.as_view(), name="plan_paste"),
    path("rounds/<uuid:pk>/", rounds.RunSheetView.as_view(), name="run_sheet"),
    path("rounds/<uuid:pk>/undo/", classplan.ClassPlanUndoView.as_view(), name="plan_undo"),
    path("pupils/<uuid:pk>/plan/new/", planned.PlanCreateView.as_view(), name="plan_new"),
    path("planned/<uuid:pk>/", planned.PlannedDetailView.as_view(), name="planned"),
    path("planned/<uuid:pk>/held/", planned.PlannedHeldView.as_view(), name="planned_held"),
    path("planned/<uuid:pk>/tried/", planned.PlannedTriedView.as_view(), name="planned_tried"),
    path("planned/<uuid:pk>/move/", planned.PlannedMoveView.as_view(), name="planned_move"),
    path("planned/<uuid:pk>/cancel/", planned.PlannedCancelView.as_view(), name="planned_cancel"),
    path("planned/<uuid:pk>/reopen/", planned.PlannedReopenView.as_view(), name="planned_reopen"),
    path("planned/days/", days.PlannedDaysView.as_view(), name="planned_days"),
    path("absence/new/", days.AbsenceCreateView.as_view(), name="absence_new"),
    path("norms/", norms.NormListView.as_view(), name="norm_list"),
    path("norms/new/", norms.NormCreateView.as_view(), name="norm_new"),
    path("norms/<uuid:pk>/edit/", norms.NormUpdateView.as_view(), name="norm_edit"),
    path("norms/<uuid:pk>/end/", norms.NormEndView.as_view(), name="norm_end"),
    path("coverage/", oversight.OversightView.as_view(), name="oversight"),
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
