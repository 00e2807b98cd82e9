"""What was just done, said with the button that undoes it."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _


def told_with_undo(
    request: HttpRequest, words: str, undo_url: str, sent: tuple[str, str] | None = None
) -> None:
    """Say ``words``, then a button that posts to ``undo_url`` through the page's own undo form.

    ``sent``: the name and value that the button adds to what is posted, when undoing needs one.
    """
    answer = format_html(' name="{}" value="{}"', *sent) if sent else ""
    button = format_html(
        '<button class="btn plain" form="undo" formaction="{}"{}>{}</button>', undo_url, answer, _("Undo")
    )
    messages.success(request, format_html("{} {}", words, button), extra_tags="undo")
