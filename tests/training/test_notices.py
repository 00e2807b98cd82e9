"""Text messages about lessons: one of 160 characters whatever the names, the day and the hour in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rebond.people import gsm7
from rebond.training import notices
from rebond.training.models import Appointment
from tests.factories import people, training

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=110
)


class AnyName(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(NAMES, NAMES, NAMES)
    def test_one_message_and_its_facts_survive(self, us: str, what: str, where: str) -> None:
        people.association(name=us[:120], phone="02 97 76 34 77", address=where)
        session = training.session(of=training.training(name=f"x{what}"))
        session.room.venue.name = where
        half_day = session.half_days.get()
        half_day.session = session
        for notice in (
            notices.enrolled(half_day, "https://defis.example/x/"), notices.waits(session),
            notices.place_free(half_day, ""), notices.moved(half_day), notices.cancelled(half_day),
            notices.reminder(half_day),
        ):  # fmt: skip
            assert gsm7.length(notice.sms) <= gsm7.LONGEST, notice.sms
            assert "02 97 76 34 77" in notice.sms
            assert len(notice.subject) <= 120
            if notice.kind not in {"waiting", "cancelled"}:
                assert "9 h" in notice.sms


@pytest.mark.django_db
def test_an_appointment_says_when_and_where() -> None:
    people.association(phone="02 97 76 34 77")
    row = Appointment(venue=training.venue(), day=training.today(), starts=14 * 60 + 30, minutes=60)
    assert "14 h 30" in notices.appointment(row).sms
    assert "Salle Jean-Vilar" in notices.appointment(row).body
