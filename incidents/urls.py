from django.urls import path

from incidents.views import case, following, report

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
]
