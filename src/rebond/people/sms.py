"""Who carries a text message. The default writes it to a file; a provider is a class of the same shape."""

import json
import os
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.utils.module_loading import import_string

from rebond.common.dates import now


class NotSent(Exception):
    """The provider refused the message, or cannot be reached; its words, without number nor text."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the provider answered: its own number of the message, and what it cost in euros."""

    reference: str
    cost_eur: Decimal


class SmsSender(Protocol):
    """``REBOND_SMS_SENDER`` names a class like this one, made without arguments."""

    def send(self, to: str, text: str) -> Carried:
        """Carry ``text`` (GSM 03.38, at most 160 characters) to ``to`` (``+33612345678``).

        Raises NotSent.
        """
        ...


class FileSender:
    """Writes each message to ``messages/`` in the home: to try, or for a telephone that sends them itself."""

    def send(self, to: str, text: str) -> Carried:
        reference = uuid4().hex
        folder = settings.HOME.root / "messages"
        folder.mkdir(mode=0o700, exist_ok=True)
        content = {"to": to, "text": text, "at": now().isoformat()}
        file = folder / f"{reference}.json"
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        os.utime(file, (now().timestamp(),) * 2)  # dated by our clock: it is removed by its age
        return Carried(reference, Decimal(0))


def sender() -> SmsSender:
    """The carrier of this installation."""
    found: SmsSender = import_string(settings.SMS_SENDER)()
    return found
