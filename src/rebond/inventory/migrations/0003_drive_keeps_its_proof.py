"""A drive erased while loose has no sighting to remember its proof: it keeps it itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_one_open_sighting")]
    operations = [
        migrations.AddField(model_name="drive", name="proof_id", field=models.BigIntegerField(null=True))
    ]
