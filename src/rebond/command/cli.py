"""The `rebond` command: the help it prints, the refusals it tells, the function it calls."""

import argparse
import os
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import django
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from rebond.command.commands import Command, commands
from rebond.command.terminal import complain
from rebond.common.errors import Refused


class Parser(argparse.ArgumentParser):
    """argparse, without its English."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)
        self._positionals.title, self._optionals.title = _("what to give"), _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this page"))

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", _("Usage:"), 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", _("Usage:"), 1)

    def error(self, message: str) -> NoReturn:
        complain(_("This was not understood: %(message)s") % {"message": message})
        complain(_("See: %(command)s --help") % {"command": self.prog})
        self.exit(2)


def parser() -> Parser:
    """The parser of the whole command line, in the language of the moment."""
    known = commands()
    top = Parser(prog="rebond", usage="rebond COMMAND …", description=_page(known))
    words = top.add_subparsers(metavar="COMMAND", required=True, help=argparse.SUPPRESS)
    for command in known:
        example = _("Example: %(example)s") % {"example": command.example}
        word = words.add_parser(
            command.name, prog=f"rebond {command.name}", description=f"{_filled(command.more)}\n\n{example}"
        )
        command.arguments(word)
        word.set_defaults(function=command.function)
    return top


def _page(known: Sequence[Command]) -> str:
    """The page of `rebond --help`."""
    lines = [
        _("Rebond runs an association that collects computers, proves their data gone, makes them good"),
        _("again and places them with families."),
        "",
        _("Commands"),
        *(f"  {command.name:<11} {command.purpose}\n  {'':<11} $ {command.example}" for command in known),
        "",
        _("rebond COMMAND --help says more about one of them."),
        "",
        _("Where the data lives"),
        _("  Everything is in one folder: %(home)s") % {"home": settings.HOME.root},
        _("  REBOND_HOME names another one. It holds the database (rebond.sqlite3) and the keys that nobody"),
        _("  else should see (secret.key, signing.key, signing.passphrase)."),
    ]
    return "\n".join(lines)


def _filled(text: str, width: int = 100) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _faults() -> dict[str, str]:
    """What argparse says of a faulty line, in the language of the moment."""
    return {
        "argument %(argument_name)s: %(message)s": _("%(argument_name)s: %(message)s"),
        "the following arguments are required: %s": _("missing: %s"),
        "unrecognized arguments: %s": _("one word too many: %s"),
        "invalid choice: %(value)r (choose from %(choices)s)": _(
            "%(value)r does not exist (choose from %(choices)s)"
        ),
        "invalid %(type)s value: %(value)r": _("%(value)r does not fit (%(type)s)"),
        "ambiguous option: %(option)s could match %(matches)s": _("%(option)s may mean %(matches)s"),
        "expected one argument": _("a value is expected after this word"),
        "expected at least one argument": _("at least one value is expected after this word"),
        "ignored explicit argument %r": _("no value is expected here: %r"),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when it was refused, 2 when it was not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebond.config.settings")
    django.setup()
    translation.activate("fr")
    faults = _faults()
    argparse._ = lambda words: faults.get(words, words)  # type: ignore[attr-defined]
    arguments = parser().parse_args(argv)
    module, _colon, name = arguments.function.partition(":")
    try:
        status: int = getattr(import_module(f"rebond.command.{module}"), name)(arguments)
    except Refused as refused:
        complain(str(refused.message))
        if refused.hint:
            complain(f"→ {refused.hint}")
        return 1
    except KeyboardInterrupt:
        complain(_("Interrupted."))
        return 130
    return status
