"""The machines' doors: a bench sends its reports, other programs read the lists."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema, Status
from ninja.security import HttpBearer

from rebond.common.errors import Refused
from rebond.common.search import find_ids
from rebond.erasure import intake
from rebond.evidence.models import Reading, Report
from rebond.evidence.services import Sender
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import AgentToken
from rebond.people.services import token_for


class Token(HttpBearer):
    """A live agent token; the request then carries it as ``request.auth``."""

    def authenticate(self, request: HttpRequest, token: str) -> AgentToken | None:
        return token_for(token)


class ReportAnswer(Schema):
    """What became of a report."""

    report: int
    sha256: str
    status: str
    is_new: bool
    device: str | None = None
    reason: str = ""
    detail: str = ""


class DeviceRow(Schema):
    """One device of a list."""

    number: str
    category: str
    state: str
    state_since: str
    maker: str
    model: str
    serial: str
    cpu: str
    ram_bytes: int | None


class DeviceList(Schema):
    """One page: ``after`` is the value to ask the next page with, None at the end."""

    items: list[DeviceRow]
    after: int | None


class Problem(Schema):
    """Why it was refused, and what to do."""

    message: str
    hint: str = ""


api = NinjaAPI(title="Rebond", version="1", auth=Token(), urls_namespace="api", docs_url="docs")
MOST = 200


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(
        request, {"message": "this report is too large", "hint": "send one machine at a time"}, status=413
    )


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return api.create_response(
        request, {"message": str(refusal.message), "hint": str(refusal.hint)}, status=refusal.status
    )


@api.post(
    "/reports",
    response={
        200: ReportAnswer,
        201: ReportAnswer,
        202: ReportAnswer,
        400: Problem,
        409: ReportAnswer,
        413: Problem,
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "text/plain": {"schema": {"type": "string"}},
            },
        }
    },
)
def send_report(request: HttpRequest) -> Status[ReportAnswer]:
    """Send one report (report.v1 JSON, or one tool's output) as the body.

    201 read and attached · 200 already known, nothing changed · 202 kept, a person must look ·
    409 kept apart, another report has the same id. Whatever the answer with one of these, the bytes are kept.
    """
    taken = intake.take(request.body, sender=Sender(Report.Source.API, token=request.auth))  # type: ignore[attr-defined]
    answer = ReportAnswer(
        report=taken.report.pk,
        sha256=taken.report.sha256,
        status=taken.reading.status,
        is_new=taken.is_new,
        device=taken.reading.device.number if taken.reading.device else None,
        reason=taken.reading.reason,
        detail=taken.reading.detail,
    )
    if not taken.is_new:
        return Status(200, answer)
    if taken.report.is_conflict:
        return Status(409, answer)
    return Status(201 if taken.reading.status == Reading.Status.LINKED else 202, answer)


@api.get("/devices", response=DeviceList)
def list_devices(
    request: HttpRequest, limit: int = 50, after: int | None = None, state: str = "", q: str = ""
) -> Any:
    """Devices, newest first, ``limit`` at most 200; ``q`` any fragment of number, serial, model or donor."""
    limit = max(1, min(limit, MOST))
    rows = Device.objects.order_by("-id")
    if q:
        rows = rows.filter(pk__in=find_ids(Device, q, connection, limit + 1, before=after))
    if after is not None:
        rows = rows.filter(id__lt=min(after, 2**62))
    if state in State.values:
        rows = rows.filter(state=state)
    names = (
        "id",
        "number",
        "category",
        "state",
        "state_since",
        "maker",
        "model",
        "serial",
        "cpu",
        "ram_bytes",
    )
    found = list(rows.values(*names)[: limit + 1])
    for row in found:
        row["state_since"] = row["state_since"].isoformat()
    return api.create_response(
        request,
        {"items": found[:limit], "after": found[limit - 1]["id"] if len(found) > limit else None},
        status=200,
    )


@api.get("/devices/{number}", response={200: DeviceRow, 404: Problem})
def read_device(request: HttpRequest, number: str) -> Any:
    """One device by its number."""
    row = Device.objects.filter(number=number.upper()).first()
    if row is None:
        return Status(404, Problem(message="no device carries this number"))
    return {name: getattr(row, name) for name in DeviceRow.model_fields if name != "state_since"} | {
        "state_since": row.state_since.isoformat()
    }


_patterns, _app, _namespace = api.urls
for _pattern in _patterns:
    # A token opens these doors, not a session. The documentation pages stay behind the sign-in.
    if _pattern.name not in ("openapi-json", "openapi-view", "api-root"):
        _pattern.callback.login_required = False
urls = (_patterns, _app, _namespace)
