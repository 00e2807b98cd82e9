from datetime import date, datetime, time

from django.db import migrations, models
from django.db.models import Max, Min
from django.utils import timezone

import rebond.common.dates

_DATED = (
    ("Handover", "at", "month"),
    ("Return", "at", "month"),
    ("FollowUp", "answered_at", "answered_month"),
)


def write_months(apps, schema_editor):
    """The month of what is there already, one statement for each month. PostgreSQL's guards are in place."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, instant, month in _DATED:
        model = apps.get_model("distribution", name)
        table = model._meta.db_table
        if is_postgresql:
            schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _write(model, instant, month)
        if is_postgresql:
            schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _write(model, instant, month):
    ends = model.objects.aggregate(first=Min(instant), last=Max(instant))
    if ends["first"] is None:
        return
    day = timezone.localdate(ends["first"]).replace(day=1)
    while day <= timezone.localdate(ends["last"]):
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        rows = model.objects.filter(**{f"{instant}__gte": _midnight(day), f"{instant}__lt": _midnight(after)})
        rows.update(**{month: rebond.common.dates.month_key(day)})
        day = after


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


class Migration(migrations.Migration):
    dependencies = [("distribution", "0006_half_day_words"), ("records", "0007_tallies")]

    operations = [
        migrations.AddField(
            model_name="followup", name="answered_month", field=models.PositiveIntegerField(null=True)
        ),
        migrations.AddField(
            model_name="handover",
            name="month",
            field=models.PositiveIntegerField(default=rebond.common.dates.this_month),
        ),
        migrations.AddField(
            model_name="return",
            name="month",
            field=models.PositiveIntegerField(default=rebond.common.dates.this_month),
        ),
        migrations.RunPython(write_months, migrations.RunPython.noop, elidable=True),
    ]
