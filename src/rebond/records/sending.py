"""A form sent twice writes once: what each page became is remembered under the page's own token."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from rebond.common.dates import now
from rebond.records.models import Sending

KEPT = timedelta(days=7)


def begin(token: UUID) -> str | None:
    """Take this page's turn: None the first time, then where the first one led.

    Must run inside the transaction that writes what the page asks for: a second one waits until it ends.
    """
    assert connection.in_atomic_block, "a page's turn is taken by the transaction that writes"
    Sending.objects.filter(at__lt=now() - KEPT).delete()
    row, is_new = Sending.objects.get_or_create(token=token)
    return None if is_new else row.led_to


def end(token: UUID, led_to: str) -> None:
    """Remember where the page led."""
    Sending.objects.filter(token=token).update(led_to=led_to)
