"""A figure is its rows: every count opens on exactly what it counts."""

import pytest
from django.db import connection

from rebond.common.dates import today
from rebond.distribution import services as distribution
from rebond.impact import indicators
from rebond.impact.formulas import share
from rebond.inventory import services as shelves
from rebond.inventory.models import MonthTally
from rebond.inventory.states import State
from tests.factories import collection, inventory, people, training

pytestmark = pytest.mark.django_db


def test_no_share_of_nothing() -> None:
    assert (share(1, 0), share(0, 4), share(1, 4)) == (None, 0.0, 0.25)


def _a_year_of_work() -> None:
    inventory.device(State.RECYCLED)
    back = inventory.device(State.HANDED_OVER)
    distribution.take_back(back, reason="", by=None)
    inventory.device(State.HANDED_OVER, lot=collection.lot(head=collection.COMPANY))
    shelves.merge(inventory.device(), inventory.device(), by=None)
    shelves.describe(inventory.device(), by=None, category="desktop")
    training.head_count(people_present=8, minutes=120)


def test_every_figure_equals_the_rows_it_opens_on() -> None:
    _a_year_of_work()
    year = today().year
    figures = indicators.year_figures(year)
    assert figures.totals == {
        "collected": 5,
        "refurbished": 2,
        "handed_over": 2,
        "returned": 1,
        "recycled": 1,
    }
    for event, total in figures.totals.items():
        assert indicators.rows_behind(event, year=year).count() == total
        for month, count in enumerate(figures.months[event], 1):
            assert indicators.rows_behind(event, year=year, month=month).count() == count
    for donor in indicators.donor_figures(year):
        for event, total in donor.totals.items():
            assert indicators.rows_behind(event, year=year, donor=donor.donor).count() == total
    assert (figures.reuse_rate, figures.trainee_hours, figures.trainees) == (0.4, 16, 8)
    assert indicators.years() == [year]
    assert indicators.recount() == []


def test_machines_that_came_in_no_lot_are_told_apart() -> None:
    inventory.device()
    [loose] = shelves.receive(None, category="laptop", by=None)
    rows = indicators.rows_behind("collected", year=today().year, donor="")
    assert [row.device for row in rows] == [loose]


def test_another_year_has_nothing() -> None:
    _a_year_of_work()
    figures = indicators.year_figures(today().year - 1)
    assert (sum(figures.totals.values()), figures.reuse_rate) == (0, None)


def test_a_counter_that_lies_is_found() -> None:
    inventory.device()
    MonthTally.objects.update(n=7)
    [line] = indicators.recount()
    assert line.endswith("7 enregistrés, 1 comptés")


def test_donors_are_named() -> None:
    person = people.person("Kervella")
    inventory.device(lot=collection.lot(of=collection.donation(head="particulier", donor=person)))
    [figures] = indicators.donor_figures(today().year)
    assert (figures.name, figures.donor) == ("Marie Kervella", f"p{person.pk}")


def test_figures_cost_the_same_with_many_devices(django_assert_num_queries: object) -> None:
    inventory.device()
    for _ in range(3):
        with django_assert_num_queries(3, connection=connection):  # type: ignore[operator]
            indicators.year_figures(today().year)
        shelves.receive(None, category="laptop", quantity=30, by=None)
