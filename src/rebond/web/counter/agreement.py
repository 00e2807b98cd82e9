"""The form of a handover: one price for each machine, one payment, one signature."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import aftercare, eligibility, till
from rebond.distribution.models import Alternative, Criterion, Handover, Loan
from rebond.distribution.rules import PriceRule
from rebond.distribution.services import Kit, Line, basis_of, price_refusal, price_rule_of
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person
from rebond.web.counter.wording import Wording, legal_wording
from rebond.web.forms import FreeText, MoneyField, PlainForm

_PATH = re.compile(r"M[0-9]{1,3} [0-9]{1,3}(?:[ ]?[ML][0-9]{1,3} [0-9]{1,3}){1,2000}")
"""What static/rebond/js/sign.js writes."""


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
    times = forms.TypedChoiceField(
        label=gettext_lazy("In how many times, if it is paid in several?"),
        choices=[(n, str(n)) for n in (2, 3, 4, 6, 10, 12)],
        coerce=int,
        required=False,
        empty_value=2,
        help_text=gettext_lazy(
            "One part a month; the first is due today. Each is received on the handover's page."
        ),
    )
    seen = forms.ChoiceField(
        label=gettext_lazy("What did you look at?"),
        required=False,
        help_text=gettext_lazy(
            "The law asks for it before a sale at a capped price. Look at the paper and give it back: nothing"
            " is copied."
        ),
    )
    seen_reason = FreeText(
        label=gettext_lazy("Reason, for a “coup de pouce”"), max_length=200, required=False
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be given back on"), required=False, help_text=gettext_lazy("Only for a loan.")
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is the loan for?"), choices=Loan.Purpose.choices, required=False
    )
    extras = forms.MultipleChoiceField(
        label=gettext_lazy("What goes with it?"),
        choices=Handover.Extra.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    alternative = forms.ChoiceField(
        label=gettext_lazy("“Without this machine, what would you have done?”"),
        choices=Alternative.Answer.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("One tap, counted without any name. It helps to measure what reuse spares."),
    )
    signature = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    on_paper = forms.BooleanField(
        label=gettext_lazy("The person signs on the printed receipt, which is scanned back"), required=False
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
        self.check = eligibility.valid_check(recipient) if isinstance(recipient, Person) else None
        is_capped = any(one.rule.cap_cents is not None for one in machines)
        if not is_capped or self.check or isinstance(recipient, Organisation):
            del self.fields["seen"], self.fields["seen_reason"]
        else:
            self.criteria = {str(one.pk): one for one in eligibility.criteria()}
            nothing = ("", _("nothing yet"))
            self.fields["seen"].choices = [nothing, *self.criteria.items()]  # type: ignore[attr-defined]
        for one in machines:
            key, number = one.device.pk, one.device.number
            self.fields[f"price_{key}"] = MoneyField(
                label=_("Price of %(number)s, in euros") % {"number": number},
                required=False,
                max_length=20,
                help_text=" ".join(filter(None, [self._asked_for(one), one.price_words])),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields[f"version_{key}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=one.device.version, required=False
            )

    def _asked_for(self, one: Machine) -> str:
        """The association's own price in words, under the cap of the law; empty without a row of the grid."""
        if not one.rule.sale_allowed:
            return ""
        audience = till.Audience.ELIGIBLE if self.check else till.Audience.OTHER
        if isinstance(self._recipient, Organisation):
            audience = till.Audience.ASSOCIATION
        price = till.grid_price(one.device.category, one.device.grade, audience)
        if price is None:
            return ""
        cap = one.rule.cap_cents
        asked = price if cap is None else min(price, cap)
        return _("For a sale, our price is %(price)s.") % {"price": money_fr(asked)}

    @property
    def prices(self) -> list[forms.BoundField]:
        """The price fields, in the order of the machines."""
        return [self[f"price_{one.device.pk}"] for one in self.machines]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        kind = facts.get("kind", Handover.Kind.SALE)
        has_basis = bool(facts.get("seen")) or bool(basis_of(self._recipient))
        for one in self.machines:
            name = f"price_{one.device.pk}"
            words = price_refusal(
                one.device, one.rule, kind=kind, price_cents=facts.get(name, 0), has_basis=has_basis
            )
            if words and name not in self.errors:
                self.add_error(name, words)
        if any(facts.get(f"price_{one.device.pk}") for one in self.machines) and not facts.get("payment"):
            self.add_error("payment", _("Say how it is paid."))
        if facts.get("due_on") and facts["due_on"] <= today():
            self.add_error("due_on", _("The loan must end after today."))
        elif facts.get("due_on"):
            try:
                aftercare.check_loan_end(facts["due_on"])
            except Refused as refused:
                self.add_error("due_on", str(refused))
        if self._is_boost(facts) and not facts.get("seen_reason"):
            self.add_error("seen_reason", _("A “coup de pouce” needs its reason: a few words."))
        return facts

    def _is_boost(self, facts: dict[str, Any]) -> bool:
        chosen = self.criteria.get(facts["seen"]) if facts.get("seen") else None
        return chosen is not None and chosen.is_override

    @property
    def criterion(self) -> Criterion | None:
        """The criterion looked at; the choice is shown only where the law asks for it."""
        return self.criteria.get(self.cleaned_data["seen"]) if self.cleaned_data.get("seen") else None

    @property
    def kit(self) -> Kit:
        """All that goes with the machines."""
        facts = self.cleaned_data
        kind = Handover.Signature.TYPED
        if facts["on_paper"]:
            kind = Handover.Signature.PAPER
        elif facts["signature"]:
            kind = Handover.Signature.DRAWN
        return Kit(
            extras=facts["extras"],
            signature_kind=kind,
            signature=facts["signature"] if kind == Handover.Signature.DRAWN else "",
            times=facts["times"] or 2,
            due_on=facts["due_on"] if facts["kind"] == Handover.Kind.LOAN else None,
            purpose=facts["purpose"] or Loan.Purpose.HOME,
            alternative=facts["alternative"],
        )

    def clean_signature(self) -> str:
        """The path of an SVG and nothing else: it is drawn on the receipt."""
        path: str = self.cleaned_data["signature"]
        if path and not _PATH.fullmatch(path):
            raise forms.ValidationError(_("The drawing was not understood: sign again, or type the name."))
        return path

    def see_again(self) -> None:
        """After a refusal was read, the next try is checked against the machines as they are now."""
        typed = self.data.copy()  # a QueryDict: every box of a list stays ticked
        for one in self.machines:
            typed[f"version_{one.device.pk}"] = str(one.device.version)
        self.data = typed

    def lines(self) -> list[Line]:
        """The machines with their agreed prices, for the service."""
        return [
            Line(
                one.device, self.cleaned_data[f"price_{one.device.pk}"], one.wording.code,
                self.cleaned_data[f"version_{one.device.pk}"],
            )
            for one in self.machines
        ]  # fmt: skip
