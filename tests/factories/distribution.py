"""Handovers, requests, prescribers."""

from datetime import date

from rebond.distribution import eligibility, papers, referrals, requests, services
from rebond.distribution.models import Criterion, Handover, PrescriberLink, Referral, Request
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person
from rebond.people.roles import Role
from rebond.records.models import Paper
from tests.factories import people


def line(device: Device, *, price_cents: int = 0, expected: int | None = None) -> services.Line:
    return services.Line(device, price_cents, "reconditioned", expected)


def handover(
    *devices: Device, kind: str = "gift", price_cents: int = 0, to: Person | Organisation | None = None
) -> Handover:
    return services.hand_over(
        [line(device, price_cents=price_cents) for device in devices],
        to or people.person(),
        kind=kind,
        signed_name="Marie Le Goff",
        payment="cash" if price_cents else "",
        seen=criterion() if price_cents and not isinstance(to, Organisation) else None,
        by=people.user(Role.COUNTER),
    )


def criterion(code: str = "RSA") -> Criterion:
    """A criterion of eligibility in force."""
    return next(row for row in eligibility.criteria() if row.code == code)


def request(
    of: Person | Organisation | None = None, *, uses: tuple[str, ...] = ("procedures",), **told: object
) -> Request:
    """A need, told today unless ``asked_on`` says otherwise."""
    asked_on = told.pop("asked_on", None)
    assert asked_on is None or isinstance(asked_on, date)
    return requests.open_request(
        of or people.person(),
        requests.Told(uses=uses, **told),  # type: ignore[arg-type]
        by=people.user(Role.COUNTER),
        asked_on=asked_on,
    )


def prescriber() -> tuple[PrescriberLink, str]:
    """The CCAS with a live link and its secret."""
    people.association()
    service = people.organisation("local_authority")
    return referrals.open_link(service, kind="CCAS", service="Logement", by=people.user(Role.COORDINATOR))


def referral(link: PrescriberLink | None = None, **facts: object) -> Referral:
    who = {"given_name": "Awa", "family_name": "Diallo", "phone": "06 12 34 56 78", **facts}
    return referrals.refer(link or prescriber()[0], who, requests.Told(uses=("school",)))


def issue_receipt(handover: Handover) -> Paper:
    return papers.issue_receipt(handover, by=people.user(Role.COUNTER))
