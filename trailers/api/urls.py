"""Addresses of the API, below /api/v1/."""

from __future__ import annotations

from django.urls import path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView

from . import engines, films, parts, people, plans, references, scenes, scripts, song_clips, songs, sources
from . import schema as _schema  # noqa: F401  (registers how a token is described)

_FILM = "projects/<uuid:project_id>"
_SCENE = _FILM + "/scenes/<int:number>"
urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs", TemplateView.as_view(template_name="api/docs.html"), name="api_docs"),
    path("me", people.Me.as_view(), name="api_me"),
    path("teams/<uuid:team_id>/spend", people.Spend.as_view(), name="api_team_spend"),
    path("teams/<uuid:team_id>/ledger", people.Ledger.as_view(), name="api_team_ledger"),
    path("engines", engines.Engines.as_view(), name="api_engines"),
    path("teams/<uuid:team_id>/keys", engines.Keys.as_view(), name="api_team_keys"),
    path("teams/<uuid:team_id>/keys/<str:vendor>/test", engines.KeyTest.as_view(), name="api_key_test"),
    path("estimate", sources.Estimate.as_view(), name="api_estimate"),
    path("sources", sources.Sources.as_view(), name="api_sources"),
    path("sources/<uuid:source_id>", sources.OneSource.as_view(), name="api_source"),
    path("songs", songs.Songs.as_view(), name="api_songs"),
    path("uploads", sources.Uploads.as_view(), name="api_uploads"),
    path("uploads/<uuid:upload_id>", sources.OneUpload.as_view(), name="api_upload"),
    path("uploads/<uuid:upload_id>/confirm", sources.Confirm.as_view(), name="api_upload_confirm"),
    path("projects", films.Films.as_view(), name="api_projects"),
    path(_FILM, films.Film.as_view(), name="api_project"),
    path(_FILM + "/archive", films.Archive.as_view(), name="api_project_archive"),
    path(_FILM + "/unarchive", films.Unarchive.as_view(), name="api_project_unarchive"),
    path(_FILM + "/duplicate", films.Duplicate.as_view(), name="api_project_duplicate"),
    path(_FILM + "/restore", films.Restore.as_view(), name="api_project_restore"),
    path(_FILM + "/cancel", films.Cancel.as_view(), name="api_project_cancel"),
    path(_FILM + "/retry", films.Retry.as_view(), name="api_project_retry"),
    path(_FILM + "/gates", parts.Gates.as_view(), name="api_gates"),
    path(_FILM + "/gates/<str:gate>", parts.Gate.as_view(), name="api_gate"),
    path(_FILM + "/engines", parts.Engines.as_view(), name="api_project_engines"),
    path(_FILM + "/engines/preview", parts.EnginesPreview.as_view(), name="api_engines_preview"),
    path(_FILM + "/stand-ins", engines.StandInEngines.as_view(), name="api_stand_ins"),
    path(_FILM + "/voices", engines.Voices.as_view(), name="api_voices"),
    path(_FILM + "/voices/preview", engines.VoicePreview.as_view(), name="api_voices_preview"),
    path(_FILM + "/voices/speak", engines.Speak.as_view(), name="api_voices_speak"),
    path(_FILM + "/questions/<uuid:job_id>", parts.Decide.as_view(), name="api_question"),
    path(_FILM + "/song", songs.Song.as_view(), name="api_project_song"),
    path(_FILM + "/song/corrections", songs.Corrections.as_view(), name="api_song_corrections"),
    path(_FILM + "/song/clips", song_clips.SongClips.as_view(), name="api_song_clips"),
    path(_FILM + "/song/words", songs.Words.as_view(), name="api_song_words"),
    path(_FILM + "/song/words/take-back", songs.WordsTakeBack.as_view(), name="api_song_words_take_back"),
    path(_FILM + "/song/take-back", songs.TakeBack.as_view(), name="api_song_take_back"),
    path(_FILM + "/treatment", plans.TreatmentView.as_view(), name="api_treatment"),
    path(_FILM + "/treatment/preview", plans.TreatmentPreview.as_view(), name="api_treatment_preview"),
    path(_FILM + "/treatment/take-back", plans.TreatmentTakeBack.as_view(), name="api_treatment_take_back"),
    path(_FILM + "/treatment/lock", plans.TreatmentLock.as_view(), name="api_treatment_lock"),
    path(_FILM + "/shots", plans.Shots.as_view(), name="api_shots"),
    path(_FILM + "/shots/preview", plans.ShotsPreview.as_view(), name="api_shots_preview"),
    path(_FILM + "/shots/take-back", plans.ShotsTakeBack.as_view(), name="api_shots_take_back"),
    path(_FILM + "/shots/anew", plans.ShotsAnew.as_view(), name="api_shots_anew"),
    path(_FILM + "/shots/<str:setup_id>/lock", plans.SetupLock.as_view(), name="api_setup_lock"),
    path(_FILM + "/script", scripts.Script.as_view(), name="api_script"),
    path(_FILM + "/script/preview", scripts.Preview.as_view(), name="api_script_preview"),
    path(
        _FILM + "/script/versions/<int:number>/restore", scripts.Restore.as_view(), name="api_script_restore"
    ),
    path(_FILM + "/script/lines/<uuid:item_id>/again", scripts.Again.as_view(), name="api_line_again"),
    path(_FILM + "/renew", scripts.Renew.as_view(), name="api_renew"),
    path(_FILM + "/failures", parts.Failures.as_view(), name="api_failures"),
    path(_FILM + "/refusals", scenes.Refusals.as_view(), name="api_refusals"),
    path(_FILM + "/events", parts.Events.as_view(), name="api_events"),
    path(_FILM + "/spend", parts.Spend.as_view(), name="api_project_spend"),
    path(_FILM + "/ledger", parts.Ledger.as_view(), name="api_project_ledger"),
    path(_FILM + "/renders", parts.Renders.as_view(), name="api_renders"),
    path(_FILM + "/files", parts.Files.as_view(), name="api_files"),
    path(_FILM + "/scenes", scenes.Scenes.as_view(), name="api_scenes"),
    path(_SCENE, scenes.OneScene.as_view(), name="api_scene"),
    path(_FILM + "/sheets", references.Sheets.as_view(), name="api_sheets"),
    path(_FILM + "/sheets/<uuid:subject_id>", references.Sheet.as_view(), name="api_sheet"),
    path(_FILM + "/library", references.Library.as_view(), name="api_library"),
    path(_FILM + "/ladder", references.Ladder.as_view(), name="api_ladder"),
    path(_SCENE + "/regenerate", scenes.Again.as_view(), name="api_scene_again"),
    path(_SCENE + "/takes", scenes.Takes.as_view(), name="api_takes"),
    path(_SCENE + "/takes/<uuid:take_id>/instead", scenes.TakeInstead.as_view(), name="api_take_instead"),
    path(_SCENE + "/takes/<uuid:take_id>/choose", scenes.Choose.as_view(), name="api_take_choose"),
    path(_SCENE + "/lock", scenes.Locked.as_view(), name="api_scene_lock"),
]
