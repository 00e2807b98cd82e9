"""Verbs of the bench: open a sheet, check, finish, approve, strip, scrap, recycle."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused, Stale
from rebond.inventory import lifecycle
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import journal
from rebond.refurbishment import rules
from rebond.refurbishment.models import Check, Job
from rebond.refurbishment.words import check_label


@transaction.atomic
def open_job(device: Device, *, by: User | None) -> Job:
    """The open sheet of this reception, made when there is none."""
    row = lifecycle.lock(device)
    if row.state not in (State.RECEIVED, State.CLEARED):
        raise Refused(
            _("%(number)s is “%(state)s”: there is nothing to do on the bench.")
            % {"number": row.number, "state": row.get_state_display()}
        )
    job, created = Job.objects.get_or_create(
        device=row, reception=row.reception, approved_at=None, defaults={"opened_by": by, "opened_at": now()}
    )
    if created:
        journal.write("job.opened", row, by=by, job=job.pk)
    return job


def check(job: Job, *, name: str, result: str, by: User | None, note: str = "") -> None:
    """Write one result; checking again replaces it, and the journal keeps both."""
    check_all(job, results={name: result}, by=by, note=note)


@transaction.atomic
def check_all(job: Job, *, results: Mapping[str, str], by: User | None, note: str = "") -> None:
    """Write several results at once, name to result; ``note`` goes with each."""
    job = _locked(job)
    if not set(results) <= set(rules.CHECKS[job.device.category]):
        raise Refused(_("This check does not concern this kind of device."))
    Check.objects.bulk_create(
        [
            Check(job=job, name=name, result=result, note=note, by=by, at=now())
            for name, result in results.items()
        ],
        update_conflicts=True,
        unique_fields=["job", "name"],
        update_fields=["result", "note", "by", "at"],
    )
    if job.done_at:
        job.done_at = job.done_by = None
        job.save(update_fields=["done_at", "done_by"])
    journal.write_many(
        "job.checked",
        ((job.device, {"check": name, "result": result}) for name, result in results.items()),
        by=by,
    )


def verdict_seal(job: Job | None) -> str:
    """Sixteen letters that change with the grade, the system or the work done; no sheet is a blank one."""
    return _seal(*(_verdict(job) if job else ("", "", "")))


def sheet_seal(job: Job) -> str:
    """The same for all that a second pair of eyes approves: the verdict and every check."""
    return _seal(*_verdict(job), *(f"{name}={result}" for name, result in sorted(results_of(job).items())))


def _seal(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()[:16]


def _verdict(job: Job) -> tuple[str, str, str]:
    return job.grade, job.system, job.work_done


@transaction.atomic
def describe(
    job: Job, *, grade: str, system: str, work_done: str, by: User | None, seen: str | None = None
) -> Job:
    """Write the grade, the system installed and the work done; the journal tells whether the latter changed.

    ``seen``: the seal (:func:`verdict_seal`) of what the person was looking at. Stale when it changed since.
    """
    job = _locked(job)
    is_said_already = _verdict(job) == (grade, system, work_done)  # the same form sent twice
    if seen not in (None, verdict_seal(job)) and not is_said_already:
        raise Stale(
            _("Somebody else wrote on this sheet meanwhile."),
            _("Your text is still here: bring both together, then save."),
        )
    changed = work_done != job.work_done
    if not is_said_already:
        job.done_at = job.done_by = None  # whoever said « finished » meant another sheet
    job.grade, job.system, job.work_done = grade, system, work_done
    job.save(update_fields=["grade", "system", "work_done", "done_at", "done_by"])
    journal.write("job.described", job.device, by=by, grade=grade, system=system, work_done_changed=changed)
    return job


@transaction.atomic
def finish(job: Job, *, by: User) -> Job:
    """The technician is done. With no second check asked for, the device is ready at once."""
    job = _locked(job)
    _check_complete(job)
    job.done_at, job.done_by = now(), by
    job.save(update_fields=["done_at", "done_by"])
    journal.write("job.done", job.device, by=by, job=job.pk)
    founder = association()
    if founder is None or not founder.second_check:
        return approve(job, by=by)
    return job


@transaction.atomic
def approve(job: Job, *, by: User, seen: str | None = None) -> Job:
    """A second pair of eyes: the device becomes ready.

    ``seen``: the seal (:func:`sheet_seal`) of the sheet that was looked at. Stale when it changed since.
    """
    job = _locked(job)
    founder = association()
    if job.done_at is None:
        raise Refused(_("The sheet is not finished yet."))
    if seen not in (None, sheet_seal(job)):
        raise Stale(
            _("Somebody else wrote on this sheet meanwhile."), _("Look at it again before you approve it.")
        )
    if founder and founder.second_check and not may_approve(job, by):
        raise Refused(
            _("You did this work yourself: somebody else must look at the machine."),
            _("Ask another technician or the coordinator."),
        )
    _check_complete(job)
    row = lifecycle.move(job.device, State.READY, by=by, origins={State.CLEARED})
    row.grade, row.system = job.grade, job.system
    results = results_of(job)
    row.has_camera, row.has_wifi = rules.works(results, "camera"), rules.works(results, "wifi")
    row.save(update_fields=["grade", "system", "has_camera", "has_wifi"])
    job.approved_at, job.approved_by = now(), by
    job.save(update_fields=["approved_at", "approved_by"])
    journal.write("job.approved", row, by=by, job=job.pk, grade=job.grade)
    return job


def may_approve(job: Job, by: User) -> bool:
    """Whether these are other eyes: neither those that finished the sheet, nor those that checked it all."""
    checkers = set(job.checks.values_list("by_id", flat=True))
    return job.done_by_id != by.pk and checkers != {by.pk}


@transaction.atomic
def send_back(job: Job, *, reason: str, by: User) -> Job:
    """The second pair of eyes saw something: the work goes on."""
    job = _locked(job)
    job.done_at = job.done_by = None
    job.save(update_fields=["done_at", "done_by"])
    journal.write("job.sent_back", job.device, by=by, job=job.pk, reason=reason)
    return job


def _locked(job: Job) -> Job:
    row = Job.objects.select_for_update(of=("self",)).select_related("device").get(pk=job.pk)
    if row.approved_at or row.reception != row.device.reception:
        raise Refused(_("This sheet is closed."), _("Open a new one from the device's page."))
    return row


def results_of(job: Job) -> dict[str, str]:
    """Check name to result."""
    return dict(job.checks.values_list("name", "result"))


def _check_complete(job: Job) -> None:
    category, results = job.device.category, results_of(job)
    left = rules.missing(category, results)
    if left:
        names = ", ".join(str(check_label(name)) for name in left)
        raise Refused(_("Still to be checked: %(names)s.") % {"names": names})
    broken = rules.failing(category, results)
    if broken:
        names = ", ".join(str(check_label(name)) for name in broken)
        raise Refused(
            _("This does not work: %(names)s.") % {"names": names}, _("Repair it, or dismantle the machine.")
        )
    if not job.grade:
        raise Refused(_("Give a grade first."))
    if category in rules.NEEDS_SYSTEM and not job.system:
        raise Refused(_("Say which system is installed."), _("Example: Linux Mint 22."))


def back_to_bench(device: Device, *, by: User, reason: str, expected: int | None = None) -> Device:
    """Ready, but something is wrong after all."""
    return lifecycle.move(
        device, State.CLEARED, by=by, reason=reason, expected=expected, origins={State.READY}
    )


def dismantle(device: Device, *, by: User, reason: str, expected: int | None = None) -> Device:
    """Its parts go to the shelves."""
    return lifecycle.move(device, State.DISMANTLED, by=by, reason=reason, expected=expected)


def scrap(device: Device, *, by: User, reason: str, expected: int | None = None) -> Device:
    """Nothing more to be had from it: it waits for the recycler."""
    return lifecycle.move(device, State.SCRAPPED, by=by, reason=reason, expected=expected)


def unscrap(device: Device, *, by: User, expected: int | None = None) -> Device:
    """Undo a scrapping while the machine is still here."""
    return lifecycle.move(device, State.CLEARED, by=by, expected=expected, origins={State.SCRAPPED})


def recycle(device: Device, *, by: User, slip: str, expected: int | None = None) -> Device:
    """It left with the recycler under this slip number."""
    if not slip.strip():
        raise Refused(_("Write the number of the recycler's slip."), _("Example: BSD-2026-0311."))
    return lifecycle.move(device, State.RECYCLED, by=by, reason=slip, expected=expected)
