from django.urls import path

from partnership.duties.views import feed

app_name = "duties"

urlpatterns = [
    path("calendar/", feed.FeedPageView.as_view(), name="feed_page"),
    path("feed/<str:token>/", feed.FeedView.as_view(), name="feed"),
]
