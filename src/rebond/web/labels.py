"""Labels as the screens print them: which address their QR code holds, and the PDF sent to the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rebond.inventory.labels import LAYOUTS, Label, label_roll, label_sheet
from rebond.inventory.models import Device
from rebond.people.services import association
from rebond.web.forms import PlainForm

MOST = 500
"""Labels in one file: ten times what anybody sticks in a day, and a few seconds of drawing."""
_SHEET = LAYOUTS["avery_l7160"]


class LabelForm(PlainForm):
    """On which paper, and from which label of the first sheet."""

    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[
            ("sheet", _("A4 sheets of 21 labels (Avery L7160)")),
            ("roll", _("Roll of single labels, 57 × 32 mm")),
        ],
        initial="sheet",
    )
    start = forms.IntegerField(
        label=_("Start at label"),
        initial=1,
        min_value=1,
        max_value=_SHEET.columns * _SHEET.rows,
        help_text=_("1 for a new sheet. Labels are counted from left to right, then down."),
    )


@dataclass(frozen=True)
class Print:
    """What was chosen in a LabelForm."""

    paper: str
    start: int

    def pdf(self, labels: Sequence[Label], name: str) -> HttpResponse:
        """The labels as a PDF shown by the browser. ValueError when there is no label."""
        body = label_roll(labels) if self.paper == "roll" else label_sheet(labels, skip=self.start - 1)
        response = HttpResponse(body, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
        return response


def public_root(request: HttpRequest) -> str:
    """The address printed on labels, without its last slash: the association's own, or the one in use now."""
    founder = association()
    return (founder.public_url.rstrip("/") if founder else "") or f"{request.scheme}://{request.get_host()}"


def opens_only_nearby(root: str) -> bool:
    """True for an address that no telephone opens from elsewhere: this computer's, or the local network's."""
    host = urlsplit(root).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name
        return "." not in host or host.endswith((".local", ".lan", ".home", ".internal"))


def device_label(device: Device, root: str, line: str) -> Label:
    """A device's label; its QR code opens the machine's public page."""
    words = f"{device.get_category_display()} {device.maker} {device.model}".strip()
    return Label(
        number=device.number, url=root + reverse("web:machine", args=[device.number]), title=words, line=line
    )
