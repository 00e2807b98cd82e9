"""The journal is filtered by kind and by user without reading all of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0001_first")]
    operations = [
        migrations.AddIndex("journalentry", models.Index(fields=["kind", "id"], name="journal_by_kind")),
        migrations.AddIndex("journalentry", models.Index(fields=["actor", "id"], name="journal_by_actor")),
    ]
