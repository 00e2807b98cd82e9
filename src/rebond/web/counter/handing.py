"""Hand over: person, machines, price, signature, on one page that works without a script.

Only the button « sign » hands over: Enter, or a scanner in the field of the machines, adds what was scanned
and keeps what was typed.
"""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.distribution import services as distribution
from rebond.distribution.models import Handover, HandoverItem
from rebond.distribution.papers import issue_receipt
from rebond.inventory.lookup import device_numbered
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page
from rebond.web.counter.agreement import AgreementForm, machine
from rebond.web.counter.recipients import Recipient, code_of, recipient_of, search
from rebond.web.counter.rows import device_at, reservation_of
from rebond.web.lent import refuse_lent

MOST_MACHINES = 20
MAY_LEAVE = {State.READY, State.RESERVED}


@form_page(Right.DISTRIBUTE)
def hand_over(request: SignedRequest, number: str) -> HttpResponse:
    """One signature for everything that leaves with one recipient."""
    device = device_at(number)
    done = _already_signed(request, device)
    if done:
        messages.info(request, _("This handover was already signed: nothing was done twice."))
        return redirect("web:handover", done.pk)
    if device.state not in MAY_LEAVE:
        status = 409 if request.method == "POST" else 200
        return render(request, "counter/not_ready.html", {"device": device}, status=status)
    recipient = _recipient(request, device)
    if recipient is None:
        answer = search(request.GET.get("q", ""))
        return render(request, "counter/choose.html", {"device": device, "answer": answer, "steps": steps()})
    return _agree(request, device, recipient)


def _agree(request: SignedRequest, device: Device, recipient: Recipient) -> HttpResponse:
    machines = [machine(row) for row in _kit(request, device)]
    if _is_signing(request):
        form = AgreementForm(request.POST, machines=machines, recipient=recipient)
        handover = _sign(request, form, recipient) if form.is_valid() else None
        if handover:
            messages.success(
                request,
                _("It is signed, and the receipt is kept. Good day to %(name)s!") % {"name": recipient},
            )
            return redirect("web:handover", handover.pk)
        done = _already_signed(request, device_at(device.number))
        if done:
            return redirect("web:handover", done.pk)
    else:
        form = AgreementForm(initial=_typed(request), machines=machines, recipient=recipient)
    return render(request, "counter/hand_over.html", _page(device, recipient, form))


def _is_signing(request: HttpRequest) -> bool:
    """The button « sign » was pressed, with no machine scanned that the person has not read about yet."""
    return "sign" in request.POST and not request.POST.get("scan", "").strip()


def _page(device: Device, recipient: Recipient, form: AgreementForm) -> dict[str, object]:
    return {
        "device": device,
        "recipient": recipient,
        "recipient_code": code_of(recipient),
        "machines": form.machines,
        "form": form,
        "versions": form.hidden_fields(),
        "steps": steps(),
    }


def steps() -> list[str]:
    """The four steps in words."""
    return [_("Person"), _("Machine"), _("Price"), _("Signature")]


def _typed(request: HttpRequest) -> dict[str, str | list[str]]:
    """What was typed before a machine was added or taken away; the versions are read again."""
    typed: dict[str, str | list[str]] = {
        name: text for name, text in request.POST.dict().items() if not name.startswith("version_")
    }
    return typed | {"extras": request.POST.getlist("extras")}


def _sign(request: SignedRequest, form: AgreementForm, recipient: Recipient) -> Handover | None:
    """Hand over and issue the receipt, both or none; the form gets a refusal and keeps what was typed."""
    agreed = form.cleaned_data
    try:
        refuse_lent(one.device for one in form.machines)
        with transaction.atomic():
            handover = distribution.hand_over(
                form.lines(), recipient, kind=agreed["kind"], signed_name=agreed["signed_name"],
                payment=agreed["payment"], seen=form.criterion, seen_reason=agreed.get("seen_reason", ""),
                kit=form.kit, by=request.user,
            )  # fmt: skip
            issue_receipt(handover, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        form.see_again()
        return None
    return handover


def _already_signed(request: SignedRequest, device: Device) -> Handover | None:
    """The handover that this very form made a moment ago: the button was pressed twice."""
    if not _is_signing(request) or device.state != State.HANDED_OVER:
        return None
    item = (
        HandoverItem.objects.filter(device=device, reception=device.reception)
        .select_related("handover")
        .first()
    )
    if item is None or item.handover.by_id != request.user.pk:
        return None
    same_name = item.handover.signed_name == request.POST.get("signed_name", "").strip()
    same_recipient = code_of(item.handover.recipient) == request.POST.get("recipient")
    return item.handover if same_name and same_recipient else None


def _recipient(request: HttpRequest, device: Device) -> Recipient | None:
    """Whom the machine is held for; otherwise whoever was chosen."""
    held = reservation_of(device) if device.state == State.RESERVED else None
    if held and held.until >= now():
        return held.recipient
    chosen = recipient_of(request.POST.get("recipient", "") or request.GET.get("pour", ""))
    if chosen or held is None or "q" in request.GET:
        return chosen
    return held.recipient


def _kit(request: HttpRequest, device: Device) -> list[Device]:
    """The machine of the page, those added before, the one just scanned; without the one taken away."""
    wanted = [*request.POST.getlist("machine")[:MOST_MACHINES], request.POST.get("scan", "")]
    kit = [device]
    for number in wanted:
        if number.strip() and number != request.POST.get("remove"):
            row = _added(request, number, kit)
            kit += [row] if row else []
    return kit


def _added(request: HttpRequest, number: str, kit: list[Device]) -> Device | None:
    """The device to add, or None with the reason told."""
    row = device_numbered(number)
    problem = ""
    if row is None:
        problem = _("Nothing carries the number “%(number)s”: check it on the label.") % {
            "number": number[:40]
        }
    elif row in kit:
        problem = _("%(number)s is already in the list.") % {"number": row.number}
    elif row.state not in MAY_LEAVE:
        problem = _("%(number)s is “%(state)s”: only a machine that is ready can leave.") % {
            "number": row.number, "state": row.get_state_display()
        }  # fmt: skip
    if problem:
        messages.warning(request, problem)
        return None
    return row
