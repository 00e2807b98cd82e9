"""The source code of the running version, for anyone who uses it (AGPL-3.0, section 13)."""

import io
import zipfile
from functools import cache
from importlib.metadata import distributions
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
    response = HttpResponse(_packed(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="rebond-{rebond.__version__}.zip"'
    return response


@cache
def _packed() -> bytes:
    """Made once: the version that runs does not change, and the door is open to anyone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PACKAGE.rglob("*")):
            if path.is_file() and path.suffix not in LEFT_OUT:
                archive.write(path, Path("rebond") / path.relative_to(PACKAGE))
        licence = _licence()
        if licence:
            archive.write(licence, "LICENSE")
    return packed.getvalue()


def _licence() -> Path | None:
    """The licence's text: at the root of a checkout, or among an installed package's own papers."""
    beside = PACKAGE.parents[1] / "LICENSE"
    papers = (paper for found in distributions(name="rebond") for paper in found.files or [])
    installed = [Path(str(paper.locate())) for paper in papers if paper.name == "LICENSE"]
    return next((path for path in [beside, *installed] if path.is_file()), None)
