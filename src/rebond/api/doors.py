"""The machines' doors: a bench sends its reports, other programs read the lists. Answers are JSON.

Every door asks for ``Authorization: Bearer TOKEN`` (an agent token). docs/api.md says the same to people.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from rebond.common.database import is_full
from rebond.common.errors import Refused
from rebond.common.search import find_ids
from rebond.erasure.intake import Taken
from rebond.erasure.reader import reader
from rebond.evidence.models import Reading, Report
from rebond.evidence.services import Sender
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import AgentToken
from rebond.people.services import token_for

MOST = 200
MATCHES_A_ROUND, MOST_ROUNDS = 500, 20
LARGEST_KEY = 2**62
COLUMNS = ("number", "category", "state", "state_since", "maker", "model", "serial", "cpu", "ram_bytes")
_STATUS = {Reading.Status.LINKED: 201}  # anything else that is new waits for a person: 202

Door = Callable[..., JsonResponse]


def door(view: Door) -> Door:
    """Opened by a live token, not by a session; a refusal is said in JSON."""

    @wraps(view)
    def opened(request: HttpRequest, **words: Any) -> JsonResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = token_for(secret) if scheme.lower() == "bearer" else None
        if token is None:
            return _problem(401, "no live token", "send the header Authorization: Bearer TOKEN")
        try:
            return view(request, token, **words)
        except Refused as refusal:
            return _problem(refusal.status, str(refusal.message), str(refusal.hint))
        except DatabaseError as error:
            if not is_full(error):
                raise
            return _problem(507, "the disk of the server is full: nothing was kept", "keep it, send it later")
        except RequestDataTooBig:
            return _problem(413, "this report is too large", "send one machine at a time")

    return csrf_exempt(login_not_required(opened))


def _problem(status: int, message: str, hint: str = "") -> JsonResponse:
    return JsonResponse({"message": message, "hint": hint}, status=status)


@require_POST
@door
def send_report(request: HttpRequest, token: AgentToken) -> JsonResponse:
    """Take one report (report v1 JSON, or one tool's output) sent as the body.

    201 read and attached · 200 already known, nothing changed · 202 kept, to be attached in a moment
    (``pending``: many came at once) or once a person looked · 409 kept apart, another report has the same id.
    With any of these the bytes are kept.
    """
    taken = reader.take(request.body, sender=Sender(Report.Source.API, token=token))
    answer = _became(taken.report, taken.reading) | {"is_new": taken.is_new}
    return JsonResponse(answer, status=_status_of(taken))


def _became(report: Report, reading: Reading) -> dict[str, Any]:
    return {
        "report": report.pk,
        "sha256": report.sha256,
        "status": reading.status,
        "device": reading.device.number if reading.device else None,
        "reason": reading.reason,
        "detail": reading.detail,
    }


@require_safe
@door
def read_report(request: HttpRequest, token: AgentToken, sha256: str) -> JsonResponse:
    """What became of a report, by the hash of its bytes."""
    found = Report.objects.defer("body").select_related("reading__device").filter(sha256=sha256).first()
    return JsonResponse(_became(found, found.reading)) if found else _problem(404, "no such report was kept")


def _status_of(taken: Taken) -> int:
    if not taken.is_new:
        return 200
    return 409 if taken.report.is_conflict else _STATUS.get(Reading.Status(taken.reading.status), 202)


@require_safe
@door
def list_devices(request: HttpRequest, token: AgentToken) -> JsonResponse:
    """Devices, newest first: ``limit`` (at most 200), ``after`` (given by the page before), ``state``, ``q``
    (any fragment of number, serial, model or donor).
    """
    limit = max(1, min(_whole(request, "limit", 50), MOST))
    after = min(_whole(request, "after", LARGEST_KEY), LARGEST_KEY)
    rows = Device.objects.order_by("-id").values("id", *COLUMNS)
    if (state := request.GET.get("state", "")) in State.values:
        rows = rows.filter(state=state)
    if query := request.GET.get("q", "").strip():
        found, seen_to = _search(rows, query, after, limit)
    else:
        found, seen_to = list(rows.filter(id__lt=after)[: limit + 1]), None
    if len(found) > limit:
        found, seen_to = found[:limit], found[limit - 1]["id"]
    return JsonResponse({"items": found, "after": seen_to})


def _search(
    rows: QuerySet[Device, dict[str, Any]], query: str, before: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """The newest rows that hold the words, and the key down to which all were seen (None: to the last).

    What a state leaves out is looked for further down, a bounded number of times: the page may be short, but
    ``after`` goes on where it stopped.
    """
    found: list[dict[str, Any]] = []
    for _round in range(MOST_ROUNDS):
        keys = find_ids(Device, query, connection, MATCHES_A_ROUND, before=before)
        found += rows.filter(pk__in=keys)
        if len(keys) < MATCHES_A_ROUND:
            return found, None
        before = keys[-1]
        if len(found) > limit:
            break
    return found, before


def _whole(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return otherwise
    try:
        return int(text[:20])
    except ValueError as error:
        raise Refused(f"{name} is a whole number", status=400) from error


@require_safe
@door
def read_device(request: HttpRequest, token: AgentToken, number: str) -> JsonResponse:
    """One device by its number."""
    row = Device.objects.filter(number=number.upper()).values(*COLUMNS).first()
    return JsonResponse(row) if row else _problem(404, "no device carries this number")
