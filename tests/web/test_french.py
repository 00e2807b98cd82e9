"""Dates as the French write them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from rebond.web.french import day_words


def written(value: object, form: str) -> str:
    return Template("{{ value|date:form }}").render(Context({"value": value, "form": form}))


@pytest.mark.parametrize(
    ("day", "form", "words"),
    [
        (date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        (date(2026, 8, 1), "DATE_FORMAT", "1er août 2026"),
        (date(2026, 12, 11), "l j F Y", "vendredi 11 décembre 2026"),
        (date(2026, 12, 21), "j F", "21 décembre"),
        (date(2026, 12, 1), "d/m/Y", "01/12/2026"),
        (date(2026, 12, 1), "Y-m-d", "2026-12-01"),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "j F, H:i", "1er décembre, 00:30"),
        (None, "j F", ""),
        ("<b>", "j F", ""),
    ],
)
def test_the_first_of_a_month_is_written_as_such(day, form, words):
    with translation.override("fr"):
        assert written(day, form) == words
        if isinstance(day, date) and not isinstance(day, datetime):
            assert day_words(day, form) == words


def test_other_languages_keep_their_own_words():
    with translation.override("en"):
        assert written(date(2026, 12, 1), "j F") == "1 December"
