"""Addresses of the timeline."""

from __future__ import annotations

from django.urls import path

from . import api, views
from .export_urls import urlpatterns as _exports

_API = "api/v1/projects/<uuid:project_id>/timeline"
urlpatterns = [
    path("films/<uuid:project_id>/edit", views.edit, name="editor"),
    path(_API, api.Timeline.as_view(), name="api_timeline"),
    path(_API + "/edits", api.TimelineEdits.as_view(), name="api_timeline_edits"),
    path(_API + "/foresee", api.TimelineForesee.as_view(), name="api_timeline_foresee"),
    path(_API + "/undo", api.TimelineUndo.as_view(), name="api_timeline_undo"),
    path(_API + "/redo", api.TimelineRedo.as_view(), name="api_timeline_redo"),
    path(_API + "/versions", api.TimelineVersions.as_view(), name="api_timeline_versions"),
    path(
        _API + "/versions/<uuid:cut_id>/restore",
        api.TimelineRestore.as_view(),
        name="api_timeline_restore",
    ),
    path(_API + "/lock", api.TimelineLock.as_view(), name="api_timeline_lock"),
    *_exports,
]
