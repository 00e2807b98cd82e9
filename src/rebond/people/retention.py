"""How long people are kept, and what forgetting them means. People never look up: each stage registers here
what it holds of a person, what it tells of it (the export of one's file) and how it forgets it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Model, Q
from django.utils.functional import Promise

from rebond.common.dates import now, today
from rebond.people import rules
from rebond.people.models import FileOpening, Message, Person, RetentionRule, User

Purpose = RetentionRule.Purpose
DEFAULT_MONTHS: Final = {
    Purpose.FILE: 24, Purpose.REFERRAL: 24, Purpose.MESSAGE: 6, Purpose.OPENING: 12, Purpose.TRAINING: 60,
}  # fmt: skip
"""../shared/data/standards/retention.json: two years after the last contact (CNIL, délibération 2023-095;
RDV, les-emplois and DORA do the same), messages six months (RDV);
five years for what a funder may control (between 3 and 10: ask each funder)."""
_BATCH: Final = 200
OPENED_AGAIN_AFTER: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one stage holds of a person. ``tell`` answers rows of name to value for the person's own export;
    ``forget`` removes what names them and answers the rows whose papers do.
    """

    title: str | Promise
    tell: Callable[[Sequence[int]], Iterable[Mapping[str, Any]]]
    forget: Callable[[Sequence[int]], Iterable[Model]]


_chapters: list[Chapter] = []


def register(chapter: Chapter) -> None:
    """Called by each stage's ``chapters.py``."""
    _chapters.append(chapter)


def chapters() -> Sequence[Chapter]:
    """Every stage's, in the order of the floors."""
    return tuple(_chapters)


def months(purpose: str) -> int:
    """For how many months this association keeps what serves this purpose."""
    found = RetentionRule.objects.filter(purpose=purpose).values_list("months", flat=True).first()
    return found or DEFAULT_MONTHS[Purpose(purpose)]


def set_months(purpose: str, n: int) -> None:
    """Change a delay; the next run obeys it."""
    RetentionRule.objects.update_or_create(purpose=purpose, defaults={"months": n})


def to_forget() -> list[Person]:
    """Those silent for longer than files are kept, whom nothing running keeps; at most two hundred a run.

    What was absorbed by a merge follows the one who remains.
    """
    until = rules.months_before(today(), months(Purpose.FILE))
    rows = Person.objects.filter(anonymised_at=None, merged_into=None, last_contact_on__lte=until)
    rows = rows.filter(Q(kept_until=None) | Q(kept_until__lt=today()))
    return list(rows.order_by("last_contact_on")[:_BATCH])


def same_human(person: Person) -> list[int]:
    """The keys of one human's whole history, whichever of their rows this is: the one kept, those merged into
    it.
    """
    kept = person.human_id
    return [kept, *Person.objects.filter(merged_into=kept).values_list("pk", flat=True)]


def touch(person: Person, *, kept_until: date | None = None) -> None:
    """A contact today; ``kept_until``: a day before which something that runs must not be forgotten."""
    fields = ["last_contact_on"]
    person.last_contact_on = max(person.last_contact_on, today())
    if kept_until and (person.kept_until is None or person.kept_until < kept_until):
        person.kept_until = kept_until
        fields.append("kept_until")
    person.save(update_fields=fields)
    if person.merged_into:
        touch(person.merged_into, kept_until=kept_until)


def keep(person: Person, until: date) -> None:
    """Something still runs: this human is not forgotten before ``until``; nobody was in contact."""
    rows = Person.objects.filter(pk__in=[person.pk, person.human_id], anonymised_at=None)
    rows.filter(Q(kept_until=None) | Q(kept_until__lt=until)).update(kept_until=until)


def keep_less(person: Person, *, was: date, until: date) -> None:
    """What ran ended sooner: what it alone kept until ``was`` is kept until ``until``."""
    rows = Person.objects.filter(pk__in=[person.pk, person.human_id], kept_until=was)
    if until < was:
        rows.update(kept_until=until)


def blank(person: Person) -> None:
    """Nothing that names this human or tells them apart stays in people's own rows."""
    empty = ("given_name", "family_name", "email", "phone", "phone_key", "family_key", "given_key", "address")
    for name in (*empty, "search_text", "reach"):
        setattr(person, name, "")
    person.birth_year = person.commune = None
    person.adaptations = []
    person.anonymised_at = now()
    person.save()
    person.messages.update(sent_to="", text="", subject="", about="")
    person.messages.filter(result__in=["waiting", "no_answer"]).update(result=Message.Result.CANCELLED)
    person.openings.all().delete()


def forget_old_messages() -> int:
    """Words and addresses of messages older than their delay; the receipt stays: channel, result, cost."""
    until = rules.months_before(today(), months(Purpose.MESSAGE))
    old = Message.objects.filter(queued_at__date__lt=until).exclude(sent_to="", text="", subject="")
    return old.update(sent_to="", text="", subject="")


def forget_old_openings() -> int:
    """Who opened which file, once it is older than its delay."""
    until = rules.months_before(today(), months(Purpose.OPENING))
    return FileOpening.objects.filter(at__date__lt=until).delete()[0]


def log_opening(person: Person, *, by: User, what: str = "file") -> None:
    """Write down who looked; a page opened again within ten minutes is the same look."""
    lately = FileOpening.objects.filter(person=person, by=by, what=what, at__gt=now() - OPENED_AGAIN_AFTER)
    if not lately.exists():
        FileOpening.objects.create(person=person, by=by, at=now(), what=what)


def told_of(person: Person) -> dict[str, Any]:
    """What people themselves keep of somebody, name by name."""
    fields = (
        "given_name", "family_name", "birth_year", "phone", "email", "address", "commune", "adaptations",
        "created_at", "last_contact_on", "kept_until",
    )  # fmt: skip
    told = {name: getattr(person, name) for name in fields}
    return told | {"commune": str(person.commune or ""), "reach": person.get_reach_display()}


def messages_told(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    """The messages sent to somebody, as far as their words are still kept."""
    for row in Message.objects.filter(person__in=people).order_by("pk"):
        yield {
            "on": row.queued_at.date(),
            "by": row.get_channel_display(),
            "to": row.sent_to,
            "text": row.text,
        }


def openings_told(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    """Who opened the file, and when."""
    for row in FileOpening.objects.filter(person__in=people).select_related("by").order_by("pk"):
        yield {"on": row.at.date(), "who": row.by.display_name}
