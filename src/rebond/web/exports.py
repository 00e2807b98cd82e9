"""Every list as a file: CSV streamed as it is read, XLSX and ODS written to a temporary file first."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.common.tables import Column, TableTooLarge, csv_chunks, write_ods, write_xlsx

Writer = Callable[[Sequence[Column], Iterable[Sequence[object]], BinaryIO], None]
_WRITERS: dict[str, tuple[Writer, str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (write_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}


def table_file(
    file_format: str, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """Answer ``rows`` as a file named ``name`` with the ending of its format (csv, xlsx or ods)."""
    rows = (tuple(map(_local, row)) for row in rows)
    if file_format == "csv":
        response: HttpResponseBase = StreamingHttpResponse(
            csv_chunks(columns, rows), "text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if file_format not in _WRITERS:
        raise Refused(_("Lists can be had as CSV, XLSX or ODS."), status=400)
    write, content_type = _WRITERS[file_format]
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response
    try:
        write(columns, rows, file)
    except TableTooLarge as error:
        raise Refused(
            _("This list is too long for a sheet."), _("Take the CSV, or filter the list.")
        ) from error
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{file_format}", content_type=content_type)


def _local(value: object) -> object:
    return timezone.localtime(value) if isinstance(value, datetime) else value
