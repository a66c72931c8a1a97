from django.urls import path

from incidents.views import case, definitions, following, measures, report

app_name = "incidents"
urlpatterns = [
    # Report and follow.
    path("new/", report.ReportCreateView.as_view(), name="new"),
    path("people/", report.PeopleSearchView.as_view(), name="people"),
    path("mine/", following.MineListView.as_view(), name="mine"),
    path("<uuid:pk>/receipt/", following.ReceiptView.as_view(), name="receipt"),
    path("<uuid:pk>/follow/", following.FollowView.as_view(), name="follow"),
    path("<uuid:pk>/account/", following.AccountCreateView.as_view(), name="account"),
    path("<uuid:pk>/addendum/", following.AddendumCreateView.as_view(), name="addendum"),
    path("<uuid:pk>/objection/", following.ObjectionCreateView.as_view(), name="objection"),
    # The case.
    path("<uuid:pk>/", case.CaseView.as_view(), name="case"),
    # Measures
    path("<uuid:pk>/measures/", measures.MeasureListView.as_view(), name="measures"),
    path("<uuid:pk>/measures/new/", measures.MeasureCreateView.as_view(), name="measure_new"),
    path("measures/<uuid:pk>/", measures.MeasureDetailView.as_view(), name="measure"),
    path("measures/<uuid:pk>/edit/", measures.MeasureUpdateView.as_view(), name="measure_edit"),
    path("measures/<uuid:pk>/decide/", measures.MeasureDecideView.as_view(), name="measure_decide"),
    path("measures/<uuid:pk>/done/", measures.MeasureFinishView.as_view(), name="measure_done"),
    path("measures/<uuid:pk>/drop/", measures.MeasureDropView.as_view(), name="measure_drop"),
    path("measures/<uuid:pk>/letter/", measures.MeasureLetterView.as_view(), name="measure_letter"),
    # The school's own words
    path("definitions/", definitions.DefinitionListView.as_view(), name="definitions"),
    path("settings/", definitions.IncidentSettingsView.as_view(), name="settings"),
    path("warning/", definitions.WarningTextView.as_view(), name="warning_text"),
    path("warning/preview/", definitions.WarningPreviewView.as_view(), name="warning_preview"),
    path("severities/new/", definitions.SeverityCreateView.as_view(), name="severity_new"),
    path("severities/<uuid:pk>/edit/", definitions.SeverityUpdateView.as_view(), name="severity_edit"),
    path("severities/<uuid:pk>/switch/", definitions.SeveritySwitchView.as_view(), name="severity_switch"),
    path("behaviours/new/", definitions.BehaviourCreateView.as_view(), name="behaviour_new"),
    path("behaviours/<uuid:pk>/edit/", definitions.BehaviourUpdateView.as_view(), name="behaviour_edit"),
    path("behaviours/<uuid:pk>/switch/", definitions.BehaviourSwitchView.as_view(), name="behaviour_switch"),
    path("places/new/", definitions.PlaceCreateView.as_view(), name="place_new"),
    path("places/<uuid:pk>/edit/", definitions.PlaceUpdateView.as_view(), name="place_edit"),
    path("places/<uuid:pk>/switch/", definitions.PlaceSwitchView.as_view(), name="place_switch"),
    path("hints/new/", definitions.HintCreateView.as_view(), name="hint_new"),
    path("hints/<uuid:pk>/edit/", definitions.HintUpdateView.as_view(), name="hint_edit"),
    path("hints/<uuid:pk>/switch/", definitions.HintSwitchView.as_view(), name="hint_switch"),
    path("numbers/new/", definitions.NumberCreateView.as_view(), name="number_new"),
    path("numbers/<uuid:pk>/edit/", definitions.NumberUpdateView.as_view(), name="number_edit"),
    path("numbers/<uuid:pk>/switch/", definitions.NumberSwitchView.as_view(), name="number_switch"),
]
