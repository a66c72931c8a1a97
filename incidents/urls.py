from django.urls import path

from incidents.views import case, following

app_name = "incidents"
urlpatterns = [
    # Report and follow.
    path("<uuid:pk>/follow/", following.FollowView.as_view(), name="follow"),
    # The case.
    path("<uuid:pk>/", case.CaseView.as_view(), name="case"),
]
