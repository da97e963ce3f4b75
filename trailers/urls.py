"""Addresses of films."""

from __future__ import annotations

from django.urls import include, path

from trailers.views import (
    dashboard,
    engines,
    film,
    incoming,
    keys,
    media,
    progress,
    scene,
    script,
    share,
    start,
)

_PROJECT = "films/<uuid:project_id>/"
_SCRIPT = _PROJECT + "script"
_SCENE = _PROJECT + "scenes/<int:number>/"
urlpatterns = [
    path("api/v1/", include("trailers.api.urls")),
    path("", dashboard.home, name="home"),
    path("films/new", start.upload, name="new"),
    path("films/new/sample", start.sample, name="sample"),
    path("films/new/<uuid:source_id>", start.choices, name="new_film"),
    path("films/new/<uuid:source_id>/draft/<uuid:project_id>", start.draft, name="new_draft"),
    path("films/new/<uuid:source_id>/estimate", start.estimate, name="estimate"),
    path(_PROJECT, film.project, name="project"),
    path(_PROJECT + "live", film.live, name="project_live"),
    path(_PROJECT + "events", progress.events, name="project_events"),
    path(_PROJECT + "jobs/<uuid:job_id>/decide", progress.decide, name="job_decide"),
    path(_SCRIPT, script.script, name="project_script"),
    path(_SCRIPT + "/edit", script.edit, name="script_edit"),
    path(_SCRIPT + "/versions/<int:number>/restore", script.restore, name="script_restore"),
    path(_SCRIPT + "/lines/<uuid:item_id>/again", script.again, name="line_again"),
    path(_SCRIPT + "/lines/<uuid:item_id>/readings/<int:number>", script.reading, name="line_reading"),
    path(_PROJECT + "renew", script.renew_slot, name="slot_renew"),
    path(_PROJECT + "gates/<str:gate>", film.gate, name="gate"),
    path(_PROJECT + "cancel", film.cancel, name="project_cancel"),
    path(_PROJECT + "retry", film.retry, name="project_retry"),
    path(_PROJECT + "rename", film.rename, name="project_rename"),
    path(_PROJECT + "archive", dashboard.archive, name="project_archive"),
    path(_PROJECT + "unarchive", dashboard.unarchive, name="project_unarchive"),
    path(_PROJECT + "duplicate", dashboard.duplicate, name="project_duplicate"),
    path(_PROJECT + "delete", dashboard.delete, name="project_delete"),
    path(_PROJECT + "restore", dashboard.restore, name="project_restore"),
    path(_SCENE, scene.scene, name="scene"),
    path(_SCENE + "again", scene.regenerate, name="scene_again"),
    path(_SCENE + "foresee", scene.foresee, name="scene_foresee"),
    path(_SCENE + "compare", scene.compare, name="scene_compare"),
    path(_SCENE + "upload", scene.upload, name="scene_upload"),
    path(_SCENE + "lock", scene.lock, name="scene_lock"),
    path(_SCENE + "takes/<uuid:take_id>/choose", scene.choose, name="take_choose"),
    path(_PROJECT + "engines", engines.engines, name="project_engines"),
    path(_PROJECT + "engines/<slug:vendor>/test", keys.engine_test, name="project_engine_test"),
    path("team/keys/", keys.keys, name="keys"),
    path("team/keys/<slug:vendor>/set", keys.key_set, name="key_set"),
    path("team/keys/<slug:vendor>/remove", keys.key_remove, name="key_remove"),
    path("team/keys/<slug:vendor>/test", keys.key_test, name="key_test"),
    path(_PROJECT + "share", share.share, name="project_share"),
    path(_PROJECT + "share/<uuid:link_id>/end", share.end, name="share_end"),
    path("watch/<str:secret>", share.watch, name="watch"),
    path("watch/<str:secret>/<str:name>", share.part, name="watch_part"),
    path("media/<uuid:artifact_id>/<str:name>", media.media, name="media"),
    path("uploads/<str:token>", incoming.receive, name="upload_receive"),
    path("files/<str:token>/<str:name>", media.signed, name="signed_media"),
]
