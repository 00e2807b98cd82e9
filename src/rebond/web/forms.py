"""Forms that say what they expect in plain words."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rebond.common.search import fold
from rebond.common.units import money_fr
from rebond.people.models import Commune, FormerCommune
from rebond.people.rules import forbidden_words, health_words

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")
MOST_CENTS = 1_000_000  # 10 000 €: above, a decimal comma was forgotten
OF_A_YEAR: Mapping[str, Any] = {"most_cents": 1_000_000_000, "never_below_zero": True, "required": False}
"""A grant, salaries, the costs of a year: ten million euros at most."""
_PHONE = re.compile(r"\+?[0-9]{6,15}")

_SECRETS: dict[str, Any] = {
    "nir": _("This looks like a social security number. We never keep one: please take it away."),
    "card": _("This looks like the number of a bank card. We never keep one: please take it away."),
    "password": _("This looks like a password. Nobody should write one here: please take it away."),
}


class PlainForm(forms.Form):
    """A form whose « required » names the field instead of scolding."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in: it is needed to go on.")
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(
                    attrs={"type": "date", **field.widget.attrs}, format="%Y-%m-%d"
                )
                field.error_messages["invalid"] = _("Write a date, for example 03/11/2026.")
            if isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = _("Write a whole number, for example 12.")
                field.error_messages["min_value"] = _("This number cannot be smaller than %(limit_value)s.")
                if isinstance(field, forms.DecimalField):
                    field.localize, field.widget.is_localized = True, True  # 12,50
                    field.error_messages["invalid"] = _("Write an amount, for example 12,50.")
                field.error_messages["max_value"] = _("This number cannot be larger than %(limit_value)s.")


def refuse_secrets(text: str) -> None:
    """Validator: no social security number, bank card or password in free text."""
    for code in forbidden_words(text):
        raise forms.ValidationError(_SECRETS[code], code=code)


class FreeText(forms.CharField):
    """A line of free text, without secrets."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[refuse_secrets], **kwargs)


class CarefulForm(PlainForm):
    """A form whose free text asks back when it seems to speak of somebody's health: kept only if whoever
    writes says that it is needed.
    """

    careful: ClassVar[tuple[str, ...]] = ("note",)
    sure = forms.BooleanField(
        label=_("It is needed to help this person: keep it"),
        required=False,
        help_text=_("Write what must be arranged, never why: “large print”, “appointment in the morning”."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        self.asks_sure = False
        for name in self.careful:
            words = health_words(str(facts.get(name, "")))
            if words and not facts.get("sure"):
                self.asks_sure = True
                self.add_error(
                    name, _("This seems to speak of somebody's health. Is it needed? Otherwise take it away.")
                )
        return facts


class PhoneField(forms.CharField):
    """A telephone number, kept with the spaces it was typed with."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"})
        super().__init__(label=_("Telephone"), max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and not _PHONE.fullmatch(re.sub(r"[ .\-()/]", "", text)):
            raise ValidationError(_("Write a telephone number, for example 06 12 34 56 78."))
        return text


class EmailField(forms.EmailField):
    """An e-mail address, refused in our words."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(label=_("E-mail"), max_length=254, widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Write an e-mail address, for example marie@example.org.")
        for validator in self.validators:
            if hasattr(validator, "message"):
                validator.message = self.error_messages["invalid"]


class MoneyField(forms.CharField):
    """An amount typed as « 60 » or « 12,50 »; answers cents, 0 when left empty. Shows cents as euros.

    More than ``most_cents`` is taken for a forgotten decimal comma.
    """

    def __init__(
        self, *, most_cents: int = MOST_CENTS, never_below_zero: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.most_cents, self.never_below_zero = most_cents, never_below_zero

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return f"{value // 100},{value % 100:02d}" if value % 100 else str(value // 100)

    def clean(self, value: Any) -> int:
        text = "".join(str(super().clean(value)).strip().removesuffix("€").split())
        if not text:
            return 0
        amount = _AMOUNT.fullmatch(text)
        if amount is None:
            raise ValidationError(_("Write an amount in euros, for example 60 or 12,50."))
        cents = int(amount[2]) * 100 + int((amount[3] or "").ljust(2, "0"))
        if cents > self.most_cents:
            raise ValidationError(
                _("This is more than %(most)s: check the amount.") % {"most": money_fr(self.most_cents)}
            )
        cents = -cents if amount[1] == "-" else cents
        if self.never_below_zero and cents < 0:
            raise ValidationError(_("Write an amount that is not below zero."))
        return cents


class CommuneField(forms.CharField):
    """A commune typed by name, postcode or both; answers a Commune, or None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Town"))
        kwargs.setdefault("help_text", _("Name or postcode, for example Lanester or 56600."))
        kwargs.setdefault("required", False)
        super().__init__(max_length=100, **kwargs)

    def clean(self, value: Any) -> Commune | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        found = list(communes_named(text)[:6]) or communes_once_named(text)
        exact = [row for row in found if fold(row.name) == fold(text.split("(")[0])]
        found = exact or found
        if not found:
            raise forms.ValidationError(_("No town is called so: check the spelling, or write the postcode."))
        if len(found) > 1:
            names = ", ".join(f"{row.name} {row.postcodes.split(' ')[0]}" for row in found)
            raise forms.ValidationError(
                _("Several towns fit: write the name and the postcode. %(names)s"), params={"names": names}
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return f"{value.name} {value.postcodes.split(' ')[0]}" if isinstance(value, Commune) else value


def communes_once_named(text: str) -> list[Commune]:
    """The communes of today that one of another time, or an old INSEE code, is now part of."""
    words = fold(text)
    is_code = len(words) == 5 and " " not in words
    known = Q(search_text__startswith=f"{words} ") | (Q(insee=words.upper()) if is_code else Q())
    rows = Commune.objects.filter(former__in=FormerCommune.objects.filter(known)).distinct()[:6]
    return list(rows) or list(Commune.objects.filter(pk=words.upper()) if is_code else ())


def communes_named(text: str):  # type: ignore[no-untyped-def]
    """Communes by beginning of name, by postcode, or « name postcode »."""
    words = fold(text.replace("(", " ").replace(")", " ")).split()
    digits = [word for word in words if word.isdigit()]
    name = " ".join(word for word in words if not word.isdigit())
    rows = Commune.objects.order_by("-population")
    if name:
        rows = rows.filter(search_text__startswith=name)
    for word in digits:
        rows = rows.filter(postcodes__contains=word)
    return rows if name or any(len(word) == 5 for word in digits) else rows.none()
