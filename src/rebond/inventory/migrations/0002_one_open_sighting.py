"""A drive taken out and seen again in the same reception owes again: only open sightings are unique."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_first")]
    operations = [
        migrations.RemoveConstraint(model_name="sighting", name="one_sighting_per_reception"),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at__isnull", True)),
                fields=("device", "reception", "drive"),
                name="one_open_sighting_per_reception",
            ),
        ),
    ]
