"""Those who wait on the last day: a prescriber, its referrals, the waiting list, the grid of prices."""

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Final

from rebond.command.demo.agenda import TOWN, last_open_day
from rebond.command.demo.year import Year
from rebond.common.dates import clock_at
from rebond.distribution import eligibility, referrals, requests, till
from rebond.distribution.models import PrescriberLink
from rebond.people import services as people
from rebond.people.models import Organisation, Person

WAITING: Final = 14
REFERRALS: Final = 3
_USES: Final = (("school",), ("procedures",), ("work", "procedures"), ("video",), ("school", "video"))
_PRICES_CENTS: Final = {"laptop": (6_000, 12_000), "desktop": (4_000, 8_000), "all_in_one": (5_000, 10_000)}


def at_the_end(year: Year) -> None:
    """What the counter finds when the demonstration is opened."""
    last = last_open_day(year.agenda.until)
    with clock_at(_at(year.agenda.until.replace(month=1, day=2))):
        _prices(year)
    for rank in range(WAITING):
        with clock_at(_at(last - timedelta(days=year.aside.randrange(1, 90)))):
            _wait(year, rank)
    with clock_at(_at(last)):
        _refer(year)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(17, 30), TOWN)


def _prices(year: Year) -> None:
    for category, (eligible, other) in _PRICES_CENTS.items():
        for audience, cents in (("eligible", eligible), ("other", other)):
            till.set_price(
                category=category, grade="", audience=audience, price_cents=cents,
                valid_from=year.agenda.until.replace(month=1, day=1), by=year.crew.coordination,
            )  # fmt: skip


def _somebody(year: Year) -> dict[str, object]:
    return {
        "given_name": year.aside.choice(year.facts.given_names),
        "family_name": year.aside.choice(year.facts.family_names),
        "phone": f"06 39 98 {year.aside.randrange(100):02d} {year.aside.randrange(100):02d}",
        "commune": year.aside.choice(year.communes),
    }


def _told(year: Year) -> requests.Told:
    children = year.aside.choice((0, 0, 1, 2))
    return requests.Told(
        uses=year.aside.choice(_USES),
        wanted=year.aside.choice(("", "laptop", "laptop", "desktop")),
        people_at_home=children + year.aside.randrange(1, 3),
        children_at_school=children,
        connection=year.aside.choice(("none", "mobile", "fixed", "fixed")),
        urgency=year.aside.choice((0, 0, 0, 1, 1, 2)),
    )


def _wait(year: Year, rank: int) -> None:
    person = people.save_person(Person(**_somebody(year)))
    row = requests.open_request(person, _told(year), by=year.crew.counter)
    if rank % 2:
        criterion = year.aside.choice(eligibility.criteria()[:-1])
        eligibility.tick(person, criterion, by=year.crew.counter)
    if rank % 5 == 0:
        requests.move(row, "contacted", by=year.crew.counter)


def _refer(year: Year) -> None:
    """Numbers of 06 39 98 are kept for fictions (ARCEP). The secret of this link is nobody's."""
    service = people.save_organisation(
        Organisation(name="CCAS de Lanester", kind=Organisation.Kind.LOCAL_AUTHORITY)
    )
    secret = hashlib.sha256(year.identity("prescriber").bytes).hexdigest()
    link = PrescriberLink.objects.create(
        organisation=service, kind="CCAS", service="Accueil social", secret_hash=secret,
        created_by=year.crew.coordination,
    )  # fmt: skip
    for _ in range(REFERRALS):
        referrals.refer(link, _somebody(year), _told(year))
