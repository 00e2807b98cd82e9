"""The legal heads known today, from law/legal_heads.json."""

import json
from pathlib import Path

from django.db import migrations

_LAW = Path(__file__).parents[1] / "law" / "legal_heads.json"


def load(apps, schema_editor):
    LegalHead = apps.get_model("collection", "LegalHead")
    for position, row in enumerate(json.loads(_LAW.read_text(encoding="utf-8"))):
        LegalHead.objects.create(position=position, **row)


class Migration(migrations.Migration):
    dependencies = [("collection", "0001_first")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
