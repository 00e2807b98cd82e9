"""The office's short lists as files: documents, users, keys, places, trainings of a year."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from rebond.common.tables import Column
from rebond.inventory.models import Location
from rebond.people.models import AgentToken, User
from rebond.people.roles import Right
from rebond.records.models import Paper
from rebond.web.access import SignedRequest, page
from rebond.web.exports import table_file
from rebond.web.office.figures import trainings_of_the_year
from rebond.web.office.locations import tree


@page(Right.SEE_PEOPLE, Right.EXPORT)
def papers_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """Every document, with the fingerprint that proves it."""
    columns = [
        Column("number", _("Number"), "text"),
        Column("issued_at", _("Issued on"), "datetime"),
        Column("issued_by", _("By"), "text"),
        Column("sha256", _("Fingerprint (SHA-256)"), "text"),
    ]
    names = ("number", "issued_at", "issued_by__display_name", "sha256")
    rows = Paper.objects.order_by("id").values_list(*names)
    return table_file(file_format, _("documents"), columns, rows.iterator(chunk_size=2_000))


@page(Right.MANAGE, Right.EXPORT)
def users_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """Who may sign in."""
    columns = [
        Column("display_name", _("Name shown"), "text"),
        Column("username", _("User name"), "text"),
        Column("role", _("Role"), "text"),
        Column("is_active", _("May sign in"), "text"),
        Column("last_login", _("Last seen"), "datetime"),
    ]
    rows = (
        (row.display_name, row.username, row.get_role_display(), _yes(row.is_active), row.last_login)
        for row in User.objects.order_by("-is_active", "display_name")
    )
    return table_file(file_format, _("users"), columns, rows)


@page(Right.MANAGE, Right.EXPORT)
def tokens_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The keys of the bench machines, never their secrets."""
    columns = [
        Column("name", _("Bench machine"), "text"),
        Column("created_at", _("Key made on"), "datetime"),
        Column("created_by", _("By"), "text"),
        Column("revoked_at", _("Revoked on"), "datetime"),
    ]
    names = ("name", "created_at", "created_by__display_name", "revoked_at")
    return table_file(file_format, _("keys"), columns, AgentToken.objects.order_by("id").values_list(*names))


@page(Right.MANAGE, Right.EXPORT)
def locations_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """Every place, with what it is inside."""
    columns = [
        Column("name", _("Name"), "text"),
        Column("inside", _("Inside"), "text"),
        Column("kind", _("Kind"), "text"),
        Column("code", _("Code"), "text"),
        Column("is_active", _("In use"), "text"),
    ]
    rows = (
        (row.name, path, row.get_kind_display(), row.code, _yes(row.is_active))
        for row, path in tree(list(Location.objects.order_by("name")))
    )
    return table_file(file_format, _("places"), columns, rows)


@page(Right.SEE, Right.EXPORT)
def training_rows_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The head counts behind the trainings of a year."""
    columns = [
        Column("title", _("Title"), "text"),
        Column("held_on", _("Day"), "date"),
        Column("kind", _("Kind"), "text"),
        Column("minutes", _("Minutes"), "integer"),
        Column("people", _("People"), "integer"),
    ]
    rows = (
        (row.title, row.held_on, row.get_kind_display(), row.minutes, row.people)
        for row in trainings_of_the_year(request).order_by("held_on", "id").iterator(chunk_size=2_000)
    )
    return table_file(file_format, _("trainings"), columns, rows)


def _yes(fact: bool) -> str:
    return _("yes") if fact else _("no")
