"""After the handover: loans, what is asked by the label, the questions of the next months, messages, papers
that go home, and which models come back.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import day_fr
from rebond.distribution import aftercare, rules
from rebond.distribution.guide import GuideFacts, guide
from rebond.distribution.models import AfterSale, FollowUp, Handover, HandoverItem, Loan, Return, SignedPaper
from rebond.inventory.models import Device
from rebond.people import messages as people_messages
from rebond.people.models import Message
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.counter.forms import ReturnForm
from rebond.web.counter.rows import device_at
from rebond.web.forms import PlainForm
from rebond.web.labels import public_root
from rebond.web.lists import page_of

LOOKED_BACK = timedelta(days=731)
BY_HAND = ("done", "no_answer", "cancelled")
LARGEST_SCAN_BYTES = 10_000_000
SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
"""What a scanned paper may be, by its first bytes: what the file is called proves nothing."""


class RenewForm(PlainForm):
    """Until when the loan goes on."""

    due_on = forms.DateField(label=gettext_lazy("To be given back on"))


@page(Right.SEE_PEOPLE)
def loans(request: SignedRequest) -> HttpResponse:
    """What is out: the late ones first."""
    running = Loan.objects.filter(ended_on=None).select_related("handover__person", "handover__organisation")
    context = {"page": page_of(request, running, ("due_on", "id")), "today": today()}
    return render(request, "counter/loans.html", context)


@form_page(Right.DISTRIBUTE)
def renew(request: SignedRequest, pk: int) -> HttpResponse:
    """A loan that goes on."""
    loan = get_object_or_404(Loan.objects.select_related("handover__person", "handover__organisation"), pk=pk)
    founder = association()
    later = rules.months_later(max(loan.due_on, today()), founder.loan_months if founder else 3)
    form = RenewForm(request.POST if request.method == "POST" else None, initial={"due_on": later})
    if form.is_valid():
        try:
            aftercare.renew(loan, due_on=form.cleaned_data["due_on"], by=request.user)
        except Refused as refused:
            form.add_error("due_on", str(refused))
        else:
            messages.success(request, _("The loan goes on until %(day)s.")
                             % {"day": f"{form.cleaned_data['due_on']:%d/%m/%Y}"})  # fmt: skip
            return redirect("web:handover", loan.handover_id)
    return render(request, "counter/renew.html", {"loan": loan, "form": form})


@page(Right.SEE_PEOPLE)
def after_sales(request: SignedRequest) -> HttpResponse:
    """What was asked by the label, and the questions of the months: who is to be called."""
    asks = AfterSale.objects.filter(settled_at=None).select_related("device").order_by("asked_at")[:100]
    context = {
        "asks": list(asks),
        "outcomes": AfterSale.Outcome.choices,
        "due": aftercare.to_ask()[:100],
        "answers": FollowUp.Answer.choices,
    }
    return render(request, "counter/after_sales.html", context)


@action(Right.DISTRIBUTE)
def after_sale_settle(request: SignedRequest, pk: int) -> HttpResponse:
    """What became of what was asked."""
    row = get_object_or_404(AfterSale.objects.select_related("device"), pk=pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in AfterSale.Outcome.values:
        raise Refused(_("Say what became of it."), status=400)
    aftercare.settle(row, outcome, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("web:after_sales")


@action(Right.DISTRIBUTE)
def follow_up_answer(request: SignedRequest, pk: int) -> HttpResponse:
    """What the person answered to « how is it going? »."""
    row = get_object_or_404(FollowUp.objects.select_related("handover__person"), pk=pk)
    answer = request.POST.get("answer", "")
    if answer not in FollowUp.Answer.values:
        raise Refused(_("Choose one of the answers."), status=400)
    aftercare.answer(row, answer, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("web:after_sales")


@page(Right.SEE)
def come_back(request: SignedRequest) -> HttpResponse:
    """Which models came back these two years, and why, against how many left."""
    since = now() - LOOKED_BACK
    left = HandoverItem.objects.filter(handover__at__gte=since, device__maker__gt="")
    given = {
        (row["device__maker"], row["device__model"]): row["n"]
        for row in left.values("device__maker", "device__model").annotate(n=Count("pk")).order_by()
    }
    back = Return.objects.filter(item__handover__at__gte=since, item__device__maker__gt="")
    rows = back.values("item__device__maker", "item__device__model", "code").annotate(n=Count("pk"))
    labels = dict(ReturnForm.REASONS)
    told = [
        {
            "model": f"{row['item__device__maker']} {row['item__device__model']}".strip(),
            "reason": labels.get(row["code"], _("not said")),
            "n": row["n"],
            "given": given.get((row["item__device__maker"], row["item__device__model"]), 0),
        }
        for row in rows.order_by("-n")[:100]
    ]
    return render(request, "counter/come_back.html", {"rows": told})


@page(Right.SEE_PEOPLE)
def messages_page(request: SignedRequest) -> HttpResponse:
    """Calls to make, letters to post; then every message with its receipt and what this year cost."""
    rows = Message.objects.select_related("person", "organisation")
    cost = rows.filter(queued_at__year=today().year).aggregate(n=Sum("cost_eur"))["n"] or 0
    context = {
        "to_do": people_messages.to_do_by_hand(),
        "page": page_of(request, rows, ("-queued_at", "-id")),
        "cost": cost,
        "results": [
            (code, label)
            for code, label in Message.Result.choices
            if code in ("done", "no_answer", "cancelled")
        ],
    }
    return render(request, "counter/messages.html", context)


@action(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def message_settle(request: SignedRequest, pk: int) -> HttpResponse:
    """Somebody called, or posted the letter."""
    row = get_object_or_404(Message, pk=pk)
    result = request.POST.get("result", "")
    if result not in BY_HAND:
        raise Refused(_("Say what came of it."), status=400)
    people_messages.settle_by_hand(row, result, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("web:messages")


@page(Right.DISTRIBUTE)
def starter_guide(request: SignedRequest, number: str) -> HttpResponse:
    """The « kit de démarrage » of one machine; ``grand``: in large print."""
    device = device_at(number)
    founder = association()
    if founder is None:
        raise Http404
    facts = GuideFacts(
        name=founder.name,
        phone=founder.phone,
        address=" ".join(filter(None, [founder.address, founder.commune.name if founder.commune else ""])),
        title=device.title,
        number=device.number,
        system=device.system,
        category=device.category,
        page_url=public_root(request) + reverse("web:machine", args=[device.number]),
        warranty=_warranty(device),
        day=today(),
    )
    body = guide(facts, large=bool(request.GET.get("grand")))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="demarrage-{device.number}.pdf"'
    return response


def _warranty(device: Device) -> str:
    item = HandoverItem.objects.filter(device=device, reception=device.reception).first()
    if item is None:
        return ""
    end = rules.warranty_end(timezone.localdate(item.handover.at), item.handover.warranty_months)
    return f"Sous garantie jusqu’au {day_fr(end)}." if end else ""


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def signed_paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The paper twin, signed by hand and scanned back; kept once."""
    row = get_object_or_404(Handover, pk=pk)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("scan")
        body = file.read(LARGEST_SCAN_BYTES + 1) if file else b""
        media_type = next((kind for start, kind in SCANS.items() if body.startswith(start)), "")
        if not body:
            problem = _("Choose the file of the scan.")
        elif len(body) > LARGEST_SCAN_BYTES:
            problem = _("This file is larger than 10 MB: scan it in black and white.")
        elif not media_type:
            problem = _("A scan is a PDF, a JPEG or a PNG.")
        else:
            digest = hashlib.sha256(body).hexdigest()
            facts: dict[str, Any] = {
                "by": request.user,
                "media_type": media_type,
                "sha256": digest,
                "body": body,
            }
            _row, is_new = SignedPaper.objects.get_or_create(handover=row, defaults=facts)
            messages.success(request, _("The signed paper is kept.") if is_new else _("It was kept already."))
            return redirect("web:handover", pk)
    return render(request, "counter/signed_paper.html", {"handover": row, "problem": problem})


@page(Right.SEE_PEOPLE)
def signed_paper_file(request: SignedRequest, pk: int) -> HttpResponse:
    """The scan, to be saved, never opened by the browser: it comes from outside."""
    row = get_object_or_404(SignedPaper, handover=pk)
    response = HttpResponse(bytes(row.body), content_type=row.media_type)
    ending = row.media_type.rpartition("/")[2]
    response["Content-Disposition"] = f'attachment; filename="{row.handover.number}.{ending}"'
    return response
