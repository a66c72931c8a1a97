"""Addresses under which the map is written, compared and tried; included beside those under which it is read."""

from django.urls import path

from incidents.views import map_edit, map_posts, map_versions

urlpatterns = [
    path("versions/", map_versions.MapVersionListView.as_view(), name="versions"),
    path("versions/<uuid:pk>/", map_versions.MapVersionDetailView.as_view(), name="version"),
    path("versions/<uuid:pk>/changes/", map_versions.MapChangesView.as_view(), name="changes"),
    path("draft/new/", map_edit.MapDraftCreateView.as_view(), name="draft_new"),
    path("draft/<uuid:pk>/", map_edit.MapDraftView.as_view(), name="draft"),
    path("draft/<uuid:pk>/drop/", map_edit.MapDraftDropView.as_view(), name="draft_drop"),
    path("draft/<uuid:pk>/publish/", map_edit.MapPublishView.as_view(), name="publish"),
    path("draft/<uuid:pk>/routes/new/", map_edit.RouteCreateView.as_view(), name="route_new"),
    path("routes/<uuid:pk>/edit/", map_edit.RouteUpdateView.as_view(), name="route_edit"),
    path("routes/<uuid:pk>/remove/", map_edit.RouteRemoveView.as_view(), name="route_remove"),
    path("routes/<uuid:pk>/steps/new/", map_edit.StepCreateView.as_view(), name="step_new"),
    path("steps/<uuid:pk>/edit/", map_edit.StepUpdateView.as_view(), name="step_edit"),
    path("steps/<uuid:pk>/up/", map_edit.StepUpView.as_view(), name="step_up"),
    path("steps/<uuid:pk>/down/", map_edit.StepDownView.as_view(), name="step_down"),
    path("steps/<uuid:pk>/remove/", map_edit.StepRemoveView.as_view(), name="step_remove"),
    path("functions/", map_posts.MapPostListView.as_view(), name="posts"),
    path("functions/new/", map_posts.MapPostCreateView.as_view(), name="post_new"),
    path("functions/<uuid:pk>/edit/", map_posts.MapPostUpdateView.as_view(), name="post_edit"),
    path("functions/<uuid:pk>/switch/", map_posts.MapPostSwitchView.as_view(), name="post_switch"),
    path("working/", map_posts.MapWorkingView.as_view(), name="working"),
    path("dry-run/", map_posts.MapDryRunView.as_view(), name="dry_run"),
]
