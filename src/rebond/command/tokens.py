"""`token`: a secret for one bench machine."""

import argparse

from django.utils.translation import gettext as _

from rebond.command import installation
from rebond.command.terminal import say
from rebond.web.office import accounts


def create(arguments: argparse.Namespace) -> int:
    """Create a token and print its secret, the last word of the output (bench/run.py reads it there)."""
    installation.check_ready()
    token, secret = accounts.create_token(name=arguments.name, by=None)
    say(
        _("Token “%(name)s” is made. Write its secret into the bench now: it will not be shown again.")
        % {"name": token}
    )
    say(secret)
    return 0
