from django.urls import path

from partnership.vision.views import rules

app_name = "vision"

urlpatterns = [
    path("rules/", rules.RuleListView.as_view(), name="rules"),
    path("rules/new/", rules.RuleCreateView.as_view(), name="rule_new"),
    path("rules/<uuid:pk>/", rules.RuleDetailView.as_view(), name="rule"),
    path("rules/<uuid:pk>/edit/", rules.WordingCreateView.as_view(), name="wording_new"),
    path("rules/<uuid:pk>/publish/", rules.RulePublishView.as_view(), name="rule_publish"),
    path("rules/<uuid:pk>/end/", rules.RuleEndView.as_view(), name="rule_end"),
]
