from django.db import migrations, models


class Migration(migrations.Migration):
    """A whole index by status: SQLite never used the partial one."""

    dependencies = [("evidence", "0001_first")]

    operations = [
        migrations.RemoveIndex(model_name="reading", name="readings_to_do"),
        migrations.AddIndex(
            model_name="reading", index=models.Index(fields=["status", "report"], name="readings_by_status")
        ),
    ]
