"""Dates as the French write them: the first of a month is « 1er ». Takes the place of Django's own filter."""

import re
from datetime import date, datetime

from django import template
from django.template import defaultfilters
from django.utils.formats import date_format

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_FIRST = re.compile(rf"\b1(?= (?:{_MONTHS.replace(' ', '|')})\b)")

register = template.Library()


@register.filter("date", expects_localtime=True, is_safe=False)
def shown(value: object, form: str | None = None) -> str:
    """``{{ day|date:"l j F" }}``."""
    return _FIRST.sub("1er", str(defaultfilters.date(value, form)))


def day_words(day: date | datetime, form: str) -> str:
    """The same, for a view."""
    return _FIRST.sub("1er", date_format(day, form))
