"""The lanes of DESIGN §2. Caps are rows: operators change them in the admin."""

from __future__ import annotations

from typing import Any

from django.db import migrations

LANES = {
    "text": (8, None),
    "speech": (4, None),
    "image": (30, None),
    "video": (4, None),
    "music": (2, None),
    "media": (100, 0),
}


def seed(apps: Any, schema_editor: Any) -> None:
    lanes = apps.get_model("trailers", "Lane").objects
    for name, (cap, cap_per_host) in LANES.items():
        lanes.get_or_create(name=name, defaults={"cap": cap, "cap_per_host": cap_per_host})


class Migration(migrations.Migration):
    dependencies = [("trailers", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
