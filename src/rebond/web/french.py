"""Dates and amounts as the French write them: the first of a month is « 1er », where Django's
own filter says 1.
"""

import re
from datetime import date, datetime

from django import template
from django.template import defaultfilters
from django.utils.formats import date_format

from rebond.common.units import money_fr

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_FIRST = re.compile(rf"\b1(?= (?:{_MONTHS.replace(' ', '|')})\b)")

register = template.Library()


@register.filter("date", expects_localtime=True, is_safe=False)
def shown(value: object, form: str | None = None) -> str:
    """``{{ day|date:"l j F" }}``."""
    return _FIRST.sub("1er", str(defaultfilters.date(value, form)))


@register.filter
def money(cents: int) -> str:
    """``{{ cents|money }}``: « 1 250,00 € »."""
    return money_fr(cents)


def day_words(day: date | datetime, form: str) -> str:
    """The same, for a view."""
    return _FIRST.sub("1er", date_format(day, form))
