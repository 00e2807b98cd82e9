"""The keys by which a double is looked up, for people written down before there were any."""

from django.db import migrations

from rebond.people.likeness import name_key, phone_key


def fill(apps, schema_editor):
    person = apps.get_model("people", "Person")
    rows = []
    for row in person.objects.iterator(1000):
        row.phone_key, row.given_key = phone_key(row.phone), name_key(row.given_name)
        row.family_key = name_key(row.family_name)
        rows.append(row)
    person.objects.bulk_update(rows, ["phone_key", "family_key", "given_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_counter")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
