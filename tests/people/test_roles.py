"""Who may do what: the table is closed, and nobody holds more than their part needs."""

from hypothesis import given
from hypothesis import strategies as st

from rebond.people.roles import RIGHTS, Right, Role, may


def test_every_role_has_its_line() -> None:
    assert set(RIGHTS) == set(Role)


def test_only_the_administrator_manages() -> None:
    assert [role for role in Role if may(role, Right.MANAGE)] == [Role.ADMINISTRATOR]


def test_only_some_see_people() -> None:
    assert [role for role in Role if may(role, Right.SEE_PEOPLE)] == [
        Role.ADMINISTRATOR,
        Role.COORDINATOR,
        Role.COUNTER,
    ]


def test_a_reader_changes_nothing() -> None:
    assert RIGHTS[Role.READER] == {Right.SEE, Right.EXPORT}


def test_who_hands_over_sees_people_and_who_moves_sees() -> None:
    for rights in RIGHTS.values():
        assert Right.DISTRIBUTE not in rights or Right.SEE_PEOPLE in rights
        assert Right.SEE in rights


@given(st.text(max_size=20), st.sampled_from(Right))
def test_an_unknown_role_holds_nothing(role: str, right: Right) -> None:
    assert may(role, right) == (role in set(Role) and right in RIGHTS[Role(role)])
