"""Addresses of exports."""

from __future__ import annotations

from django.urls import path

from . import export_api, export_views

_PAGE = "films/<uuid:project_id>/exports"
_API = "api/v1/projects/<uuid:project_id>/exports"
urlpatterns = [
    path(_PAGE, export_views.exports, name="editor_exports"),
    path(_PAGE + "/live", export_views.exports_live, name="editor_exports_live"),
    path(_PAGE + "/order", export_views.exports_order, name="editor_exports_order"),
    path(_PAGE + "/<uuid:export_id>/stop", export_views.exports_stop, name="editor_exports_stop"),
    path(_PAGE + "/files/<str:name>", export_views.exports_file, name="editor_exports_file"),
    path(_API, export_api.Exports.as_view(), name="api_exports"),
    path(_API + "/<uuid:export_id>", export_api.OneExport.as_view(), name="api_export"),
    path(_API + "/<uuid:export_id>/stop", export_api.StopExport.as_view(), name="api_export_stop"),
    path(_API + "/files/<str:name>", export_api.ExportFile.as_view(), name="api_export_file"),
]
