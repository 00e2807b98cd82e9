"""The form of a handover: one price for each machine, one payment, one signature."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.units import money_fr
from rebond.distribution.models import Handover
from rebond.distribution.rules import PriceRule
from rebond.distribution.services import Line, basis_of, price_refusal, price_rule_of
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person
from rebond.web.counter.wording import Wording, legal_wording
from rebond.web.forms import FreeText, PlainForm

_AMOUNT = re.compile(r"([+-]?)([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")
MOST_CENTS = 1_000_000  # 10 000 €: above, a decimal comma was forgotten


@dataclass(frozen=True)
class Machine:
    """One device about to leave, with the price that the law of its donation allows and its legal word."""

    device: Device
    rule: PriceRule
    wording: Wording

    @property
    def price_words(self) -> str:
        """What may be asked for it, said before anything is typed."""
        if not self.rule.article:
            return _("Its donation is not known: it can be given or lent, not sold.")
        facts = {"article": self.rule.article, "cap": money_fr(self.rule.cap_cents or 0)}
        if not self.rule.sale_allowed:
            return _("It may not be sold (%(article)s): it can be given or lent.") % facts
        if self.rule.cap_cents is None:
            return _("The price is free (%(article)s).") % facts
        return _("At most %(cap)s (%(article)s).") % facts


def machine(device: Device) -> Machine:
    """What must be known of a device before it leaves."""
    return Machine(device, price_rule_of(device), legal_wording(device))


class MoneyField(forms.CharField):
    """An amount typed as « 60 » or « 12,50 »; answers cents, 0 when left empty."""

    def clean(self, value: Any) -> int:
        text = "".join(str(super().clean(value)).strip().removesuffix("€").split())
        if not text:
            return 0
        amount = _AMOUNT.fullmatch(text)
        if amount is None:
            raise ValidationError(_("Write an amount in euros, for example 60 or 12,50."))
        cents = int(amount[2]) * 100 + int((amount[3] or "").ljust(2, "0"))
        if cents > MOST_CENTS:
            raise ValidationError(
                _("This is more than %(most)s: check the amount.") % {"most": money_fr(MOST_CENTS)}
            )
        return -cents if amount[1] == "-" else cents


class AgreementForm(PlainForm):
    """What is agreed with one recipient for one or several machines."""

    kind = forms.ChoiceField(
        label=gettext_lazy("It is…"),
        choices=Handover.Kind,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose a gift, a solidarity sale or a loan.")},
    )
    payment = forms.ChoiceField(
        label=gettext_lazy("How is it paid?"),
        choices=[choice for choice in Handover.Payment.choices if choice[0]],
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("Only for a sale."),
    )
    precarity_seen = forms.BooleanField(
        label=gettext_lazy("I have seen a proof of precarious situation"),
        required=False,
        help_text=gettext_lazy(
            "The law asks for it before a sale at a capped price: minimum income, family quotient, student "
            "grant… Look at it and give it back: nothing is copied."
        ),
    )
    signed_name = FreeText(
        label=gettext_lazy("Signature: name of the person who receives"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "The person types their given name and name: it is their signature, for all the machines."
        ),
    )

    def __init__(
        self, *args: Any, machines: Sequence[Machine], recipient: Person | Organisation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.machines, self._recipient = machines, recipient
        is_capped = any(one.rule.cap_cents is not None for one in machines)
        if not is_capped or isinstance(recipient, Organisation):
            del self.fields["precarity_seen"]
        for one in machines:
            key, number = one.device.pk, one.device.number
            self.fields[f"price_{key}"] = MoneyField(
                label=_("Price of %(number)s, in euros") % {"number": number},
                required=False,
                max_length=20,
                help_text=one.price_words,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"version_{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=one.device.version, required=False
            )

    @property
    def prices(self) -> list[forms.BoundField]:
        """The price fields, in the order of the machines."""
        return [self[f"price_{one.device.pk}"] for one in self.machines]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        kind = facts.get("kind", Handover.Kind.SALE)
        has_basis = bool(basis_of(self._recipient, precarity_seen=self.saw_precarity))
        for one in self.machines:
            name = f"price_{one.device.pk}"
            words = price_refusal(
                one.device, one.rule, kind=kind, price_cents=facts.get(name, 0), has_basis=has_basis
            )
            if words and name not in self.errors:
                self.add_error(name, words)
        if any(facts.get(f"price_{one.device.pk}") for one in self.machines) and not facts.get("payment"):
            self.add_error("payment", _("Say how it is paid."))
        return facts

    @property
    def saw_precarity(self) -> bool:
        """Whether the box was ticked; it is shown only where the law asks for it."""
        return bool(self.cleaned_data.get("precarity_seen"))

    def see_again(self) -> None:
        """After a refusal was read, the next try is checked against the machines as they are now."""
        versions = {f"version_{one.device.pk}": str(one.device.version) for one in self.machines}
        self.data = dict(self.data.items()) | versions

    def lines(self) -> list[Line]:
        """The machines with their agreed prices, for the service."""
        return [
            Line(
                one.device, self.cleaned_data[f"price_{one.device.pk}"], one.wording.code,
                self.cleaned_data[f"version_{one.device.pk}"],
            )
            for one in self.machines
        ]  # fmt: skip
