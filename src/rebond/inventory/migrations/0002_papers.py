from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0004_closings"), ("inventory", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="device",
            name="made_in",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year it was made"),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("made_in__isnull", True),
                    models.Q(("made_in__gte", 1980), ("made_in__lt", 2080)),
                    _connector="OR",
                ),
                name="a_likely_year_made",
            ),
        ),
    ]
