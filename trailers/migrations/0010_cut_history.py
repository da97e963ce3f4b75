"""Names for cuts, the sound each was made on, and the steps of undo."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_sound(apps, schema_editor):
    """The cut that a film shows gets the sound that it has; earlier ones go back to the picture only."""
    for project in apps.get_model("trailers", "Project").objects.exclude(current_cut=None).iterator():
        names = ("revoiced", "muted", "levels", "narration", "score")
        apps.get_model("trailers", "Cut").objects.filter(pk=project.current_cut_id).update(
            seq=project.next_seq,
            sound={
                "script": str(project.script_id) if project.script_id else None,
                "slots": {
                    s: k for s, k in project.slots.items() if s.startswith(("voice:", "score", "split"))
                },
                "settings": {name: project.settings[name] for name in names if name in project.settings},
            },
        )


class Migration(migrations.Migration):
    dependencies = [
        ("trailers", "0009_engine_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cut",
            name="name",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="cut",
            name="seq",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="cut",
            name="sound",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name="CutStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("redo", models.BooleanField(default=False)),
                ("number", models.PositiveIntegerField()),
                ("label", models.CharField(max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cut",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="trailers.cut"
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cut_steps",
                        to="trailers.project",
                    ),
                ),
            ],
            options={
                "ordering": ["project", "redo", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "redo", "number"), name="cut_step_number")
                ],
            },
        ),
        migrations.RunPython(keep_sound, migrations.RunPython.noop),
    ]
