"""The first criteria of eligibility, from law/criteria.json; the association dates its own after that."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

_FILE = Path(__file__).parents[1] / "law" / "criteria.json"
_SOURCE = "les-emplois (critères), usage des associations ; seuils à fixer par l’association"


def load(apps, schema_editor):
    criterion = apps.get_model("distribution", "Criterion")
    rows = json.loads(_FILE.read_text(encoding="utf-8"))
    criterion.objects.bulk_create(
        [criterion(valid_from=date(2020, 1, 1), source=_SOURCE, **row) for row in rows]
    )


class Migration(migrations.Migration):
    dependencies = [("distribution", "0003_needs")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
