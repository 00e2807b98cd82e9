"""Messages to people: one channel for each, a receipt for each, none to who refused them.

Stages own the words and queue a notice; the chores of the server (or ``rebond chores``) send what is due.
Those without a mobile nor an e-mail are on the list of calls; those without a telephone on that of letters.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from rebond.common.dates import now, public_holidays
from rebond.people.likeness import is_mobile, phone_key
from rebond.people.models import Association, Message, Organisation, Person, User
from rebond.people.sms import NotSent, sender

logger = logging.getLogger(__name__)
OPEN_FROM, OPEN_TO = time(9), time(19)
ALONE = (Message.Channel.SMS, Message.Channel.MAIL)
"""The channels that need nobody."""
_SALT = "rebond.people.messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The words of one notice. ``sms`` fits one text message and is what is said at the telephone;
    ``body`` is the same in full, for a mail or a letter.
    """

    kind: str
    subject: str
    sms: str
    body: str


def notify(
    whom: Person | Organisation, notice: Notice, *, about: str = "", due_at: datetime | None = None
) -> Message | None:
    """Queue one notice. None when the person refuses messages, cannot be reached, or has it already.

    ``about`` names the reason (``handover:12:m3``): the same reason is queued once. What rings or beeps waits
    for an hour when people are awake.
    """
    channel, address = channel_of(whom)
    if channel is None or (about and Message.objects.filter(about=about).exists()):
        return None
    due_at = due_at or now()
    queued = Message(
        person=whom if isinstance(whom, Person) else None,
        organisation=whom if isinstance(whom, Organisation) else None,
        kind=notice.kind,
        channel=channel,
        sent_to=address,
        subject=notice.subject[:120],
        text=notice.sms if channel in (Message.Channel.SMS, Message.Channel.CALL) else notice.body,
        about=about,
        queued_at=now(),
        due_at=due_at if channel == Message.Channel.MAIL else waking_hour(due_at),
    )
    try:
        with transaction.atomic():
            queued.save(force_insert=True)
    except IntegrityError:  # the same reason, at the same moment, from another page
        return None
    return queued


def channel_of(whom: Person | Organisation) -> tuple[Message.Channel | None, str]:
    """How this person is reached, and where: what they chose if it can be, otherwise the first that can."""
    whom = _human(whom) if isinstance(whom, Person) else whom
    ways = _ways(whom)
    if isinstance(whom, Person):
        if whom.messages_refused_at or whom.anonymised_at:
            return None, ""
        if whom.reach in ways:
            return Message.Channel(whom.reach), ways[Message.Channel(whom.reach)]
        if whom.reach == Person.Reach.VISIT:
            return None, ""
    return next(iter(ways.items()), (None, ""))


def _human(person: Person) -> Person:
    """Who is really meant by a row: what was merged is reached, and refuses, as the file that remains."""
    return person.merged_into or person


def _ways(whom: Person | Organisation) -> dict[Message.Channel, str]:
    mobile = phone_key(whom.phone)
    found = {
        Message.Channel.SMS: mobile if is_mobile(mobile) and isinstance(whom, Person) else "",
        Message.Channel.MAIL: whom.email,
        Message.Channel.CALL: whom.phone,
        Message.Channel.LETTER: whom.address if whom.commune_id else "",
    }
    return {channel: address for channel, address in found.items() if address}


def waking_hour(instant: datetime) -> datetime:
    """``instant``, or the next nine o'clock of a day that is neither a Sunday nor a public holiday."""
    local = timezone.localtime(instant)
    day = local.date()
    if local.timetz().replace(tzinfo=None) >= OPEN_TO:
        day += timedelta(days=1)
    while day.weekday() == 6 or day in public_holidays(day.year):
        day += timedelta(days=1)
    opening = datetime.combine(day, OPEN_FROM, timezone.get_current_timezone())
    return max(instant, opening)


def send_due(limit: int = 100) -> int:
    """Send the text messages and mails that are due; returns how many were carried.

    A message is claimed before it is sent: a process killed in between leaves it « being sent », which a
    person looks at, and never sends it twice.
    """
    due = Message.objects.filter(result=Message.Result.WAITING, channel__in=ALONE, due_at__lte=now())
    carried = 0
    for pk in list(due.order_by("due_at").values_list("pk", flat=True)[:limit]):
        claimed = Message.objects.filter(pk=pk, result=Message.Result.WAITING)
        if claimed.update(result=Message.Result.SENDING):
            carried += _send(Message.objects.select_related("person__merged_into").get(pk=pk))
    return carried


def _send(row: Message) -> bool:
    human = _human(row.person) if row.person else None
    if human and (human.messages_refused_at or human.anonymised_at):
        _settle(row, Message.Result.CANCELLED)
        return False
    try:
        cost = _send_mail(row) if row.channel == Message.Channel.MAIL else _send_sms(row)
    except (NotSent, smtplib.SMTPException, OSError) as error:
        logger.error("a message could not be sent: %s", type(error).__name__)
        _settle(row, Message.Result.FAILED, error=type(error).__name__)
        return False
    _settle(row, Message.Result.SENT, cost_eur=cost)
    return True


def _send_sms(row: Message) -> Decimal:
    return sender().send(row.sent_to, row.text).cost_eur


def _send_mail(row: Message) -> Decimal:
    """With the address that stops the messages, for programs and for people (RFC 8058's first half: ours asks
    for a button to be pressed, so that a mail scanner stops nothing).
    """
    address = _stop_address(row.person) if row.person else ""
    headers = {"List-Unsubscribe": f"<{address}>"} if address else {}
    text = f"{row.text}\n{address}\n" if address else row.text
    EmailMessage(row.subject, text, to=[row.sent_to], headers=headers).send()
    return Decimal(0)


def _stop_address(person: Person) -> str:
    root = Association.objects.values_list("public_url", flat=True).first()
    return f"{root.rstrip('/')}/messages/stop/{refusal_token(person)}/" if root else ""


def _settle(
    row: Message, result: str, *, error: str = "", cost_eur: Decimal = Decimal(0), by: User | None = None
) -> None:
    row.result, row.error, row.cost_eur = result, error, cost_eur
    row.settled_at, row.settled_by = now(), by
    row.save(update_fields=["result", "error", "cost_eur", "settled_at", "settled_by"])


def settle_by_hand(row: Message, result: str, *, by: User) -> None:
    """Somebody called, posted the letter, or gave it up."""
    _settle(row, result, by=by)


def to_do_by_hand() -> list[Message]:
    """Calls and letters that are due, and messages whose sending was cut: the oldest first."""
    by_hand = Q(result__in=["waiting", "no_answer"], channel__in=["call", "letter"], due_at__lte=now())
    cut = Q(result="sending", due_at__lte=now() - timedelta(minutes=10))
    rows = Message.objects.filter(by_hand | cut | Q(result="failed", settled_by=None))
    return list(rows.select_related("person__commune", "organisation").order_by("due_at")[:100])


def forget_files(older_than: datetime) -> int:
    """Remove the files of messages (no carrier, no mail server) that are older than their delay."""
    folders = (settings.HOME.root / "messages", Path(settings.EMAIL_FILE_PATH))
    old = [
        file
        for folder in folders
        if folder.is_dir()
        for file in folder.iterdir()
        if file.stat().st_mtime < older_than.timestamp()
    ]
    for file in old:
        file.unlink()
    return len(old)


def refusal_token(person: Person) -> str:
    """What stands at the end of a mail: whoever holds it may stop the messages of this person, no more."""
    return signing.dumps(person.pk, salt=_SALT, compress=False)


def person_of(token: str) -> Person | None:
    """Whose token this is; None when it was altered."""
    try:
        found = Person.objects.filter(pk=signing.loads(token, salt=_SALT), anonymised_at=None)
    except signing.BadSignature:
        return None
    person = found.select_related("merged_into").first()
    return _human(person) if person else None


def refuse(person: Person, *, refuses: bool) -> None:
    """The person wants no more messages, or wants them again; what waits is cancelled, also what waits for
    somebody to call again or to send again, and what went out under a row merged since.
    """
    person = _human(person)
    person.messages_refused_at = now() if refuses else None
    person.save(update_fields=["messages_refused_at"])
    if refuses:
        _cancel(Message.objects.filter(Q(person=person) | Q(person__merged_into=person)))


def withdraw(whom: Person | Organisation, begins: str, ends: str = "") -> None:
    """What these messages say is no longer so (how their reason begins and ends): those that wait are
    cancelled, and the same may be said again.
    """
    said = whom.messages.filter(about__startswith=begins, about__endswith=ends)
    _cancel(said)
    said.update(about="")


def _cancel(rows: QuerySet[Message]) -> None:
    unsettled = Q(result__in=["waiting", "no_answer"]) | Q(result="failed", settled_by=None)
    rows.filter(unsettled).update(result=Message.Result.CANCELLED, settled_at=now())


def tell(whom: Person | Organisation, notice: Notice, *, about: str) -> Message | None:
    """Queue it, or find it queued before; None when this person cannot be told."""
    return notify(whom, notice, about=about) or Message.objects.filter(about=about).first()
