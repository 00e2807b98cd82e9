from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [("records", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="Sending",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("led_to", models.TextField(default="")),
                ("at", models.DateTimeField(db_index=True, default=rebond.common.dates.now)),
            ],
        )
    ]
