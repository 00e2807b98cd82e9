"""Tables that others ask for: tonnages for an éco-organisme, repairs for the Open Repair Alliance, ESRS and
GRI lines for a company that gave.

Sources: Code de l'environnement R543-172 (categories of waste equipment, read at second hand); Open Repair
Data Standard v0.3; ESRS E5-5 and GRI 306 (datapoints from memory: to be checked with the donor's auditor).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from rebond.impact.indicators import rows_behind
from rebond.impact.registers import HAZARDOUS, KG, typical_kg
from rebond.inventory import slips
from rebond.inventory.models import MonthTally
from rebond.inventory.states import State
from rebond.people.models import Association, Organisation
from rebond.refurbishment.models import Check, Job

Row = tuple[object, ...]

EEE_CATEGORY: Final[Mapping[str, int]] = {
    "laptop": 2, "all_in_one": 2, "monitor": 2, "tablet": 2, "desktop": 6, "server": 6, "phone": 6,
    "printer": 6, "peripheral": 6, "other": 6,
}  # fmt: skip
"""2: screens and equipment with a screen over 100 cm²; 6: small IT equipment."""
ORDS_CATEGORY: Final[Mapping[str, tuple[int, str]]] = {
    "desktop": (4, "Desktop computer"), "all_in_one": (4, "Desktop computer"),
    "server": (4, "Desktop computer"), "monitor": (8, "Flat screen"), "laptop": (16, "Laptop"),
    "phone": (19, "Mobile"),
    "peripheral": (22, "PC accessory"), "printer": (25, "Printer/scanner"), "tablet": (30, "Tablet"),
}  # fmt: skip
_ENDED: Final = (State.DISMANTLED, State.SCRAPPED, State.RECYCLED)


def tonnages(year: int) -> Iterator[Row]:
    """Year, éco-organisme category, what became of it, machines, tonnes, share estimated, recyclers: what was
    reused, prepared for it, or handed to recycling.
    """
    counted: dict[tuple[int, str], Counter[str]] = {}
    rows = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12)
    for event, category, n in rows.values_list("event", "category", "n"):
        counted.setdefault((EEE_CATEGORY[category], event), Counter())[category] += n
    weighed, organisms = _weighed(year)
    for number in (2, 6):
        out = counted.get((number, "handed_over"), Counter())
        out.subtract(counted.get((number, "returned"), Counter()))
        for fate, machines in (
            ("collecté", counted.get((number, "collected"), Counter())),
            ("réemployé", out),
            ("remis au recyclage", counted.get((number, "recycled"), Counter())),
        ):
            typical = typical_kg(machines)
            kg, estimated = (
                weighed.get(number, (typical, 1.0)) if fate == "remis au recyclage" else (typical, 1.0)
            )
            who = organisms if fate == "remis au recyclage" else ""
            yield year, number, fate, machines.total(), round(kg / 1000, 3), round(estimated, 2), who


def _weighed(year: int) -> tuple[dict[int, tuple[float, float]], str]:
    """Kilograms handed to recycling by category of equipment with the share estimated, and who weighed: the
    weight of a slip is shared among its machines by their typical masses.
    """
    recycled: Counter[str] = Counter()
    rows = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12, event="recycled")
    for category, n in rows.values_list("category", "n"):
        recycled[category] += n
    left = slips.not_weighed(year, recycled)
    real: dict[int, float] = {}
    organisms = set()
    for slip in slips.signed_in(year):
        machines: Counter[str] = Counter()
        for cells in slip.left.values():
            machines.update(cells)
        typical = {name: float(KG[name]) * n for name, n in machines.items()}
        organisms |= {slip.organism} - {""}
        for name, kg in typical.items():
            number = EEE_CATEGORY[name]
            real[number] = real.get(number, 0) + slip.grams / 1000 * kg / sum(typical.values())
    found = {}
    for number in {*real, *(EEE_CATEGORY[name] for name in left)}:
        guessed = typical_kg({name: n for name, n in left.items() if EEE_CATEGORY[name] == number})
        total = real.get(number, 0) + guessed
        found[number] = (total, guessed / total if total else 0.0)
    return found, ", ".join(sorted(organisms))


def repairs(founder: Association, year: int) -> Iterator[Row]:
    """Open Repair Data Standard v0.3: machines on which something was repaired or found broken. Never the
    free words of a job sheet, which may name somebody.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    failed = Check.objects.filter(job=OuterRef("pk"), result=Check.Result.FAILED)
    rows = (
        Job.objects.filter(
            Q(done_at__date__range=(first, last)) | Q(done_at=None, opened_at__date__range=(first, last))
        )
        .filter(Q(Exists(failed)) | ~Q(work_done=""))
        .filter(device__category__in=ORDS_CATEGORY)
        .select_related("device")
        .prefetch_related("checks")
        .order_by("pk")
    )
    prefix = (
        "".join(letter for letter in founder.prefix.lower() if letter.isalpha() and letter.isascii())
        or "rebond"
    )
    for job in rows.iterator(chunk_size=500):
        device = job.device
        number, name = ORDS_CATEGORY[device.category]
        day = timezone.localdate(job.approved_at or job.done_at or job.opened_at)
        faults = sorted(check.name for check in job.checks.all() if check.result == Check.Result.FAILED)
        age = day.year - device.made_in if device.made_in else ""
        yield (
            f"{prefix}-{job.pk}", founder.name, "FRA", f"informatique ~ {device.get_category_display()}",
            name, number, device.maker or "Unknown", device.made_in or "", age, _status(job), "",
            founder.name, day.isoformat(), ", ".join(faults),
        )  # fmt: skip


def _status(job: Job) -> str:
    if job.approved_at:
        return "Fixed"
    if job.device.state in _ENDED and job.device.reception == job.reception:
        return "End of life"
    return "Repairable" if job.done_at else "Unknown"


def company_lines(donor: Organisation, year: int) -> Iterator[Row]:
    """What became, in one year, of the machines one company gave: words, reference, hazardous, machines,
    kilograms.
    """
    key = f"o{donor.pk}"
    kept = _by_category("handed_over", key, year)
    kept.subtract(_by_category("returned", key, year))
    recycled = _by_category("recycled", key, year)
    collected = _by_category("collected", key, year)
    yield "Reçu de votre part", "", "", collected.total(), _kg(collected)
    yield (
        "Réemployé comme produit : n’est pas un déchet, hors ESRS E5-5 et GRI 306", "à part", "",
        kept.total(), _kg(kept),
    )  # fmt: skip
    for words, chosen in (("oui", HAZARDOUS), ("non", set(KG) - HAZARDOUS)):
        part = Counter({name: n for name, n in recycled.items() if name in chosen})
        yield (
            "Déchet détourné de l’élimination : recyclage", "ESRS E5-5 ; GRI 306-4", words, part.total(),
            _kg(part),
        )  # fmt: skip
    yield (
        "Déchet dirigé vers l’élimination", "ESRS E5-5 ; GRI 306-5", "",
        "connu du recycleur seul", "connu du recycleur seul",
    )  # fmt: skip


def _by_category(event: str, donor: str, year: int) -> Counter[str]:
    rows = rows_behind(event, year=year, donor=donor).order_by()
    return Counter(dict(rows.values_list("device__category").annotate(n=Count("pk"))))


def _kg(machines: Mapping[str, int]) -> float:
    return round(typical_kg(machines), 1)
