"""The words of our papers: each text has a code, a version, a source; the rules that a professional must
confirm print « à faire valider » until an administrator ticks them.
"""

from dataclasses import dataclass

from django.db import transaction

from rebond.people.models import User
from rebond.records import journal
from rebond.records.models import TextCheck

TO_CHECK = "À faire valider par un professionnel : {}"


@dataclass(frozen=True)
class Text:
    """One text. ``doubt`` says what a professional must confirm; empty: nothing."""

    code: str
    title: str
    version: int
    source: str
    doubt: str = ""

    @property
    def name(self) -> str:
        """As a paper keeps it, for example « convention-don v1 »."""
        return f"{self.code} v{self.version}"


_texts: dict[str, Text] = {}


def register(*texts: Text) -> None:
    """Called where the words are."""
    for text in texts:
        _texts[text.code] = text


def every() -> list[Text]:
    """In the order in which they were registered."""
    return list(_texts.values())


def checked() -> dict[str, TextCheck]:
    """The texts ticked, by name: a new version must be ticked again."""
    return {row.text: row for row in TextCheck.objects.select_related("checked_by")}


def notices(text: Text) -> list[str]:
    """What must be printed at the top of a paper that holds this text."""
    if not text.doubt or text.name in checked():
        return []
    return [TO_CHECK.format(text.doubt)]


@transaction.atomic
def check(text: Text, *, by: User) -> TextCheck:
    """A professional confirmed this text; the next papers no longer print the notice."""
    row, is_new = TextCheck.objects.get_or_create(text=text.name, defaults={"checked_by": by})
    if is_new:
        journal.write("text.checked", row, by=by, text=text.name)
    return row


@transaction.atomic
def uncheck(text: Text, *, by: User) -> None:
    """It was ticked too soon: the notice is printed again."""
    for row in TextCheck.objects.filter(text=text.name):
        journal.write("text.unchecked", row, by=by, text=text.name)
        row.delete()
