"""A commune that merged with another is still found: by its old name, by its old code."""

import pytest
from django.core.exceptions import ValidationError

from rebond.people.models import Commune, FormerCommune
from rebond.people.services import load_communes
from rebond.web.forms import CommuneField

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def communes() -> None:
    load_communes()


@pytest.mark.parametrize(
    ("told", "insee"), [("Arbignieu", "01015"), ("01003", "01165"), ("56098", "56098"), ("Lanester", "56098")]
)
def test_an_old_name_and_a_code_lead_to_the_commune_of_today(told: str, insee: str) -> None:
    found = CommuneField().clean(told)
    assert found is not None
    assert found.pk == insee


def test_every_commune_of_another_time_is_part_of_one_of_today() -> None:
    assert FormerCommune.objects.count() > 4_000
    assert Commune.objects.filter(former__isnull=False).exists()
    for told in ("99999", "Nulle-Part-sur-Mer", "2A999"):
        with pytest.raises(ValidationError):
            CommuneField().clean(told)
    assert load_communes() == 0
