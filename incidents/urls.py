"""The addresses of incidents."""

from django.urls import path

from incidents.views import acts, case, people, second, triage

app_name = "incidents"
urlpatterns = [
    # The case of who handles it.
    path("incidents/", triage.IncidentTriageView.as_view(), name="triage"),
    path("incidents/<uuid:pk>/", case.IncidentCaseView.as_view(), name="case"),
    path("incidents/<uuid:pk>/looked/", case.IncidentLookedView.as_view(), name="looked"),
    path("incidents/<uuid:pk>/take/", acts.IncidentTakeView.as_view(), name="take"),
    path("incidents/<uuid:pk>/give/", acts.IncidentHandOverView.as_view(), name="hand_over"),
    path("incidents/<uuid:pk>/severity/", acts.IncidentSeverityView.as_view(), name="severity"),
    path("incidents/<uuid:pk>/move/", acts.IncidentMoveView.as_view(), name="move"),
    path("incidents/<uuid:pk>/details/", acts.IncidentDetailsView.as_view(), name="details"),
    path("incidents/<uuid:pk>/close/", acts.IncidentCloseView.as_view(), name="close"),
    path("incidents/<uuid:pk>/close/at-once/", acts.IncidentLightCloseView.as_view(), name="close_light"),
    path("incidents/<uuid:pk>/reopen/", acts.IncidentReopenView.as_view(), name="reopen"),
    path("incidents/<uuid:pk>/reporter/", acts.IncidentTellReporterView.as_view(), name="tell_reporter"),
    path("incidents/<uuid:pk>/join/", acts.IncidentJoinView.as_view(), name="join"),
    path("incidents/<uuid:pk>/part/", acts.IncidentPartView.as_view(), name="part"),
    path("incidents/<uuid:pk>/share/", acts.IncidentShareView.as_view(), name="share"),
    path("incidents/<uuid:pk>/keep-from/", acts.IncidentKeepFromView.as_view(), name="keep_from"),
    path("incidents/<uuid:pk>/add/", people.IncidentAddView.as_view(), name="add"),
    path("incidents/<uuid:pk>/second-look/", second.SecondLookCreateView.as_view(), name="ask_second_look"),
    path("incidents/people/<uuid:pk>/name/", people.PartyNameView.as_view(), name="name"),
    path("incidents/names/<uuid:pk>/", people.NameQuestionView.as_view(), name="name_question"),
    path("incidents/tellings/<uuid:pk>/", people.TellingDoneView.as_view(), name="tell"),
    path("incidents/tellings/<uuid:pk>/wait/", people.TellingWaitView.as_view(), name="tell_wait"),
    path("incidents/talks/<uuid:pk>/", people.ChildTalkView.as_view(), name="child_talk"),
    path("incidents/talks/<uuid:pk>/give/", people.ChildTalkGiveView.as_view(), name="child_talk_give"),
    path("incidents/talks/<uuid:pk>/end/", people.ChildTalkEndView.as_view(), name="child_talk_end"),
    path("incidents/accounts/<uuid:pk>/share/", people.AccountShareView.as_view(), name="account_share"),
    path("incidents/shares/<uuid:pk>/end/", people.ShareEndView.as_view(), name="share_end"),
    path("incidents/second-looks/<uuid:pk>/", second.SecondLookView.as_view(), name="second_look"),
    path("incidents/second-looks/<uuid:pk>/answer/", second.SecondLookAnswerView.as_view(), name="second_look_answer"),
]
