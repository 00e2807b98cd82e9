"""`observatory`: the open data of several installations added up into one page that anybody may publish."""

import argparse
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rebond.command.terminal import complain, say
from rebond.common.errors import Refused
from rebond.impact.observatory import Observatory, observe
from rebond.impact.observatory_page import page, years_in_words

PAGE: Final = "index.html"
OURS: Final = (PAGE, "observatoire.csv", "observatoire.parquet")
MARK: Final = '<meta name="generator" content="Rebond observatory">'
"""In each page that we wrote: any other index.html is somebody else's."""
_NEW: Final = ".new"
_SHEETS: Final = ("tokens.css", "observatory.css")


def run(arguments: argparse.Namespace) -> int:
    """Read the sources, write the folder; 1 when a source was refused, and the others are added up all the
    same.
    """
    folder: Path = arguments.out
    try:
        _refuse_what_is_not_ours(folder)
        found = observe(arguments.sources)
        _write(folder, [rendered(found).encode(), found.csv, found.parquet])
    except OSError as error:
        raise Refused(
            _("%(folder)s cannot be written: %(why)s.") % {"folder": folder, "why": error.strerror or error}
        ) from error
    _tell(found, folder)
    return 1 if found.left else 0


def rendered(found: Observatory) -> str:
    """The page, whole: its styles are in it and it asks for nothing."""
    return render_to_string("public/observatory.html", {**page(found), "style": _style()})


def _style() -> SafeString:
    folder = files("rebond.web").joinpath("static/rebond/css")
    # Our own files, which hold no markup.
    sheets = "".join(folder.joinpath(name).read_text("utf-8") for name in _SHEETS)
    return mark_safe(re.sub(r"/\*.*?\*/\s*", "", sheets, flags=re.DOTALL))


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(_("%(folder)s is not a folder.") % {"folder": folder})
    known = {*OURS, *(name + _NEW for name in OURS)}
    others = sorted(one.name for one in folder.iterdir() if one.name not in known) if folder.is_dir() else []
    written = folder / PAGE
    if not others and written.exists() and MARK.encode() not in written.read_bytes():
        others = [PAGE]
    if others:
        raise Refused(
            _("%(folder)s holds something else than an observatory: %(names)s.")
            % {"folder": folder, "names": ", ".join(others[:3])},
            _("Nothing was written. Name another folder with --out."),
        )


def _write(folder: Path, contents: list[bytes]) -> None:
    """Each file whole or not at all; the page last, so that it never names files that are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name, content in zip(OURS, contents, strict=True) if content]
    for name, content in zip(OURS, contents, strict=True):
        if content:
            (folder / f"{name}{_NEW}").write_bytes(content)
        else:  # nothing was added up: no sums of another day beside an empty page
            (folder / name).unlink(missing_ok=True)
    for name in reversed(names):
        os.replace(folder / f"{name}{_NEW}", folder / name)


def _tell(found: Observatory, folder: Path) -> None:
    years = years_in_words(sorted({year for one in found.installations for year in one.years}))
    say(
        _("Installations added up: %(n)d. Years: %(years)s.")
        % {"n": len(found.installations), "years": years or "—"}
    )
    methods = sorted({one.method for one in found.installations})
    if len(methods) > 1:
        say(_("Versions of the method, never added together: %(methods)s.") % {"methods": ", ".join(methods)})
    for one in found.installations:
        if one.lines_left:
            say(
                _("%(name)s: %(n)d lines of an indicator that is not known here were not read.")
                % {"name": one.name, "n": one.lines_left}
            )
    if found.left:
        complain(_("%(n)d refused.") % {"n": len(found.left)})
    for left in found.left:
        complain(f"  {left.name}: {left.reason}")
    say(_("The page: %(page)s") % {"page": folder / PAGE})
