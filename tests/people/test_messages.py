"""Messages: what fits 160 characters, one channel, one receipt, nobody woken, nobody told twice."""

import json
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.common.dates import clock_at
from rebond.people import gsm7, messages, services
from rebond.people.messages import Notice
from rebond.people.models import Message, Person
from rebond.people.sms import Carried, NotSent
from tests.factories import people

PARIS = ZoneInfo("Europe/Paris")
NOTICE = Notice(kind="held", subject="Un ordinateur", sms="Un ordinateur vous attend", body="Bonjour")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=PARIS)


@given(st.text(max_size=300), st.text(max_size=200), st.text(max_size=60))
def test_whatever_the_names_a_message_is_one_message(title: str, place: str, other: str) -> None:
    words = {"title": title, "place": place[:40], "other": other[:20]}
    text = gsm7.fitted("{title}: rendez-vous mardi 3 novembre, {place}. {other}", words)
    assert gsm7.length(text) <= 160
    assert all(char in gsm7._BASIC or char in gsm7._DOUBLE for char in text)


def test_accents_that_the_alphabet_lacks_lose_their_hat_and_no_more() -> None:
    assert gsm7.plain("été, où êtes-vous ? l’œuvre, 5 €, ça") == "été, où etes-vous ? l'oeuvre, 5 €, ca"
    assert gsm7.length("5 €") == 4


def test_a_template_that_is_too_long_by_itself_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more than 160"):
        gsm7.fitted("{title}" + "x" * 160, {"title": "Défis"})


def person(**facts: object) -> Person:
    return services.save_person(Person(given_name="Awa", family_name="Diallo", **facts))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "channel"),
    [
        ({"phone": "06 12 34 56 78", "email": "a@b.fr"}, "sms"),
        ({"phone": "02 97 12 34 56", "email": "a@b.fr"}, "mail"),
        ({"phone": "02 97 12 34 56"}, "call"),
        ({"phone": "06 12 34 56 78", "email": "a@b.fr", "reach": "mail"}, "mail"),
        ({"phone": "06 12 34 56 78", "reach": "call"}, "call"),
        ({"reach": "visit"}, None),
        ({"phone": "06 12 34 56 78", "reach": "visit"}, None),
        ({}, None),
    ],
)
def test_one_channel_for_each(facts: dict[str, str], channel: str | None) -> None:
    queued = messages.notify(person(**facts), NOTICE)
    assert (queued.channel if queued else None) == channel


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 24, 3, 0), datetime(2026, 11, 24, 9, 0)),
        (datetime(2026, 11, 24, 14, 0), datetime(2026, 11, 24, 14, 0)),
        (datetime(2026, 11, 24, 21, 0), datetime(2026, 11, 25, 9, 0)),
        (datetime(2026, 11, 28, 21, 0), datetime(2026, 11, 30, 9, 0)),  # a Saturday evening
        (datetime(2026, 7, 13, 20, 0), datetime(2026, 7, 15, 9, 0)),
        (datetime(2026, 10, 25, 2, 30, fold=1), datetime(2026, 10, 26, 9, 0)),  # the clock goes back
        (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 30, 9, 0)),  # and on; then comes Easter Monday
    ],
)
def test_nobody_is_woken(at: datetime, due: datetime) -> None:
    assert messages.waking_hour(at.replace(tzinfo=PARIS)) == due.replace(tzinfo=PARIS)


@pytest.mark.django_db
def test_a_reason_is_told_once_and_a_refusal_is_obeyed(home) -> None:
    someone = person(phone="06 12 34 56 78")
    with clock_at(TUESDAY):
        assert messages.notify(someone, NOTICE, about="loan:1")
        assert messages.notify(someone, NOTICE, about="loan:1") is None
        messages.refuse(someone, refuses=True)
        assert messages.notify(someone, NOTICE, about="loan:2") is None
        assert messages.send_due() == 0
    assert Message.objects.get().result == "cancelled"


class Costly:
    """A carrier that says what it costs."""

    def send(self, to: str, text: str) -> Carried:
        return Carried("r1", Decimal("0.045"))


class Broken:
    def send(self, to: str, text: str) -> Carried:
        raise NotSent


@pytest.mark.django_db
def test_the_receipt_says_what_it_cost_or_that_it_failed(settings, home, caplog) -> None:
    someone = person(phone="06 12 34 56 78")
    with clock_at(TUESDAY):
        settings.SMS_SENDER = f"{__name__}.Costly"
        messages.notify(someone, NOTICE)
        assert messages.send_due() == 1
        settings.SMS_SENDER = f"{__name__}.Broken"
        messages.notify(someone, NOTICE)
        assert messages.send_due() == 0
    sent, failed = Message.objects.order_by("pk")
    assert (sent.result, sent.cost_eur) == ("sent", Decimal("0.0450"))
    assert (failed.result, failed.error) == ("failed", "NotSent")
    assert messages.to_do_by_hand() == [failed]
    assert "Diallo" not in caplog.text
    assert "612345678" not in caplog.text


@pytest.mark.django_db
def test_without_a_carrier_a_message_is_a_file_that_goes_in_time(home) -> None:
    someone = person(phone="06 12 34 56 78")
    with clock_at(TUESDAY):
        messages.notify(someone, NOTICE)
        assert messages.send_due() == 1
    [file] = (home.root / "messages").iterdir()
    assert json.loads(file.read_text())["to"] == "+33612345678"
    assert messages.forget_files(datetime(2000, 1, 1, tzinfo=PARIS)) == 0
    assert messages.forget_files(datetime(2100, 1, 1, tzinfo=PARIS)) == 1


@pytest.mark.django_db
def test_a_sending_that_was_cut_is_looked_at_by_somebody_and_never_sent_twice(home) -> None:
    someone = person(phone="06 12 34 56 78")
    with clock_at(TUESDAY):
        row = messages.notify(someone, NOTICE)
    assert row
    row.result = Message.Result.SENDING  # as a killed process left it
    row.save()
    assert messages.send_due() == 0
    assert messages.to_do_by_hand() == [row]


@pytest.mark.django_db
def test_the_token_of_a_mail_stops_one_person_and_a_forged_one_nobody() -> None:
    someone = person()
    token = messages.refusal_token(someone)
    assert messages.person_of(token) == someone
    assert messages.person_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert messages.person_of("1") is None


@pytest.mark.django_db
def test_a_mail_carries_the_address_that_stops_them(mailoutbox, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people.association(public_url="https://rebond.example.org/")
    someone = person(email="awa@example.org")
    with clock_at(TUESDAY):
        messages.notify(someone, NOTICE)
        assert messages.send_due() == 1
    [mail] = mailoutbox
    address = f"https://rebond.example.org/messages/stop/{messages.refusal_token(someone)}/"
    assert (mail.to, mail.extra_headers["List-Unsubscribe"]) == (["awa@example.org"], f"<{address}>")
    assert address in mail.body
