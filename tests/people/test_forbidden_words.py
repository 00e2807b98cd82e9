"""What free text may not hold, and what looks like it but is allowed."""

import pytest

from rebond.people.rules import forbidden_words


@pytest.mark.parametrize(
    "text",
    [
        "2 95 10 99 126 111 93",
        "sa carte vitale : 295109912611193, merci",
        "253072B07300470",
        "2-53-07-2A-073-004-43",
    ],
)
def test_a_social_security_number_is_seen_however_it_is_spaced(text: str) -> None:
    assert forbidden_words(text) == ["nir"]


@pytest.mark.parametrize("text", ["4111 1111 1111 1111", "5555-5555-5555-4444", "amex 378282246310005"])
def test_a_bank_card_is_seen(text: str) -> None:
    assert forbidden_words(text) == ["card"]


@pytest.mark.parametrize(
    "text",
    ["mot de passe : soleil", "Mot de passe est Soleil7", "mdp azerty", "password=abc", "code PIN: 1234"],
)
def test_a_password_is_seen(text: str) -> None:
    assert forbidden_words(text) == ["password"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "295109912611199",  # wrong check digits: not a social security number
        "4111 1111 1111 1112",  # wrong check digit: not a card
        "SIRET 732 829 320 00074",
        "06 12 34 56 78 ou +33 6 12 34 56 78",
        "DEF-26-00417-8, série PF1ABCDE",
        "le mot de passe oublié a été effacé",
        "clavier en panne, pin's collé sur le capot",
    ],
)
def test_honest_text_passes(text: str) -> None:
    assert forbidden_words(text) == []


def test_everything_found_is_told() -> None:
    assert forbidden_words("mdp: x 4111111111111111 295109912611193") == ["nir", "card", "password"]
