"""`import-contours`: outlines of communes for the maps, from a GeoJSON file."""

import argparse

from django.utils.translation import gettext as _

from rebond.command import installation
from rebond.command.terminal import say
from rebond.people import contours


def run(arguments: argparse.Namespace) -> int:
    """Load the file; what it holds of other times is said."""
    installation.check_ready()
    found = contours.load(arguments.path, source=arguments.source)
    say(_("%(n)d outlines of communes are kept for the maps.") % {"n": found.written})
    for words, codes in (
        (_("Communes of another time, now part of others, left out: %(codes)s"), found.former),
        (_("Codes that no commune has, left out: %(codes)s"), found.unknown),
    ):
        if codes:
            say(words % {"codes": ", ".join(codes[:20]) + (" …" if len(codes) > 20 else "")})
    return 0
