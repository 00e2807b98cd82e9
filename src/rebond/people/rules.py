"""What a name, a SIRET or a telephone may look like. Pure."""

from stdnum.exceptions import ValidationError
from stdnum.fr import siret as siret_number


def siret(text: str) -> str:
    """The 14 digits of a SIRET, checked (Luhn, La Poste's exception). Raises ValueError with a reason code."""
    try:
        return str(siret_number.validate(text))
    except ValidationError as error:
        raise ValueError(type(error).__name__) from error
