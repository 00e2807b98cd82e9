from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="association",
            name="purpose",
            field=models.CharField(blank=True, max_length=300, verbose_name="purpose, as in the statutes"),
        ),
        migrations.AddField(
            model_name="association",
            name="represented_by",
            field=models.CharField(blank=True, max_length=120, verbose_name="represented by"),
        ),
        migrations.AddField(
            model_name="association",
            name="rna",
            field=models.CharField(blank=True, max_length=10, verbose_name="RNA"),
        ),
    ]
