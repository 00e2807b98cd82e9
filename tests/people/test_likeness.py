"""The same human written twice: found by sound, telephone and year, never by a NIR."""

import pytest

from rebond.people import services
from rebond.people.likeness import ALIKE, Identity, is_mobile, likeness, name_key, phone_key
from rebond.people.models import Person
from tests.factories import people


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Marie", "Le Goff"), ("MARIE", "Legoff")),
        (("Marie", "Le Goff"), ("Goff", "Marie Le")),
        (("Maëlle", "Queffélec"), ("Maelle", "Kefelec")),
        (("Nguyen Thi", "Hoa"), ("Hoa", "Nguyen Thi")),
    ],
)
def test_two_spellings_are_one_human(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert likeness(Identity(*one), Identity(*other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Identity("Yann", "Le Gall"), Identity("Yann", "Le Goff")),
        (Identity("Marie", "Le Goff"), Identity("Anne", "Le Goff")),
        (Identity("Marie", "Le Goff", "", 1950), Identity("Marie", "Le Gof", "", 1999)),
    ],
)
def test_two_humans_stay_two(one: Identity, other: Identity) -> None:
    assert likeness(one, other) < ALIKE


def test_keys_of_sound_and_of_telephone() -> None:
    assert {name_key(name) for name in ("Le Goff", "Legof", "LE-GOFFE")} == {"lgf"}
    assert {phone_key(text) for text in ("06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678")} == {
        "+33612345678"
    }
    assert (phone_key("12"), phone_key(""), phone_key("bonjour")) == ("", "", "")
    assert is_mobile("+33612345678")
    assert not is_mobile("+33297123456")
    assert not is_mobile("")


@pytest.mark.django_db
def test_the_same_family_twice_with_different_spellings_is_found_and_merged() -> None:
    kept = services.save_person(Person(given_name="Maëlle", family_name="Queffélec", phone="06 12 34 56 78"))
    double = services.save_person(Person(given_name="Maelle", family_name="Kefelec", birth_year=1981))
    stranger = people.person("Ar Bihan")
    assert [row for row, _alike in services.doubles(double)] == [kept]
    services.merge_people(kept, double)
    kept.refresh_from_db()
    double.refresh_from_db()
    assert (kept.birth_year, double.merged_into) == (1981, kept)
    assert services.doubles(kept) == services.doubles(stranger) == []
    services.split_person(double)
    assert [row for row, _alike in services.doubles(kept)] == [double]


@pytest.mark.django_db
def test_one_name_only_and_nothing_else_is_somebody() -> None:
    person = services.save_person(Person(family_name="Fatoumata"))
    assert (str(person), services.doubles(person)) == ("Fatoumata", [])


@pytest.mark.django_db
def test_looking_for_doubles_asks_five_times_at_most(django_assert_max_num_queries) -> None:
    for rank in range(30):
        services.save_person(Person(given_name="Marie", family_name=f"Le Goff {rank}"))
    someone = Person(given_name="Marie", family_name="Le Goff", phone="06 12 34 56 78", birth_year=1981)
    with django_assert_max_num_queries(5):
        assert len(services.doubles(someone)) == 30
