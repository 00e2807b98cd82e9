"""The source code of the running version, for anyone who uses it (AGPL-3.0, section 13)."""

import io
import zipfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

import rebond
from rebond.web.access import public

PACKAGE = Path(rebond.__file__).parent
LEFT_OUT = {".pyc", ".mo"}


@public
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """A zip of the package as it runs here; no data, no key: they live elsewhere."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and path.suffix not in LEFT_OUT:
                archive.write(path, Path("rebond") / path.relative_to(PACKAGE))
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rebond-{rebond.__version__}.zip"'
    return response
