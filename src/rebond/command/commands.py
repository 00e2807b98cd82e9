"""The words of the command line: what each is for, an example, what may be given to it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from rebond.command.demo import SEED

DEFAULT_PORT = 8000
DEFAULT_WORKERS = 2

Arguments = Callable[[argparse.ArgumentParser], None]


@dataclass(frozen=True)
class Command:
    """One word of the command line.

    ``function`` is ``module:name``, read when the word is typed: `serve` must not load what `demo` needs.
    """

    name: str
    function: str
    purpose: str
    example: str
    more: str
    arguments: Arguments


def commands() -> list[Command]:
    """Every command, in the order a new association meets them."""
    return [*_to_open(), *_to_fill(), *_to_keep(), *_to_prove(), *_by_itself(), *_with_others()]


def _to_open() -> list[Command]:
    return [
        Command(
            "run",
            "starting:run",
            _("try Rebond with a demonstration association"),
            "rebond run",
            _(
                "Prepares the data folder, writes one year of an invented association if the database is "
                "new, then opens Rebond on this computer. Started again, it only opens what is there."
            ),
            _doors,
        ),
        Command(
            "up",
            "starting:up",
            _("start Rebond for your association"),
            "rebond up",
            _(
                "Prepares the data folder without any invented data, then opens Rebond. The first page "
                "creates the association and its first administrator; it closes for ever once that is "
                "done. Also to be used once after each new version: it brings the database up to date."
            ),
            _open_doors,
        ),
        Command(
            "serve",
            "serving:serve",
            _("open Rebond, and nothing else"),
            "rebond serve --port 8080 --workers 2",
            _(
                "For a computer that starts Rebond by itself every morning. Refuses to start when the "
                "database must first be brought up to date."
            ),
            _open_doors,
        ),
    ]


def _to_fill() -> list[Command]:
    return [
        Command(
            "demo",
            "demonstration:run",
            _("write the demonstration year in an empty database"),
            "REBOND_HOME=demonstration rebond demo --scale 2",
            _(
                "500 computers from 14 donors over twelve months; the same seed and the same day always "
                "give the same year. With --scale N, N times as many, to see how Rebond behaves when it "
                "is large."
            ),
            _demonstration,
        ),
        Command(
            "import",
            "importing:run",
            _("take in reports kept as files, folders or zips"),
            "rebond import bench-usb-key/ --lot LOT-26-0012",
            _(
                "Each report is kept exactly as it is, then attached to its computer. Interrupted, start "
                "it again: what was taken in stays, and nothing is taken in twice."
            ),
            _import,
        ),
        Command(
            "token",
            "tokens:create",
            _("give a bench machine the right to send reports"),
            'rebond token "Bench 1"',
            _("Prints a secret, once. It sends reports and reads the list of devices, and nothing else."),
            _token,
        ),
    ]


def _to_keep() -> list[Command]:
    return [
        Command(
            "backup",
            "backup:run",
            _("copy everything into one file"),
            "rebond backup /media/usb/rebond-2026-11-23.zip",
            _(
                "May be done while Rebond is open. The keys (secret.key, signing.key and its passphrase) are "
                "not in the file: copy them by hand, once, to a safe place."
            ),
            _backup,
        ),
        Command(
            "restore",
            "restore:run",
            _("put a backup back"),
            "rebond restore /media/usb/rebond-2026-11-23.zip",
            _(
                "The file is checked before anything changes. Close Rebond first. With --replace, the "
                "data that is there now is kept beside, under another name."
            ),
            _restore,
        ),
        Command(
            "check",
            "check:run",
            _("say what is well and what is not"),
            "rebond check --figures",
            _(
                "Looks at the database, its guards, the reports and papers kept, the keys and the room "
                "left on the disk. Changes nothing, but the figures that disagree with --mend. Ends with "
                "status 1 when something is wrong."
            ),
            _checking,
        ),
    ]


def _by_itself() -> list[Command]:
    return [
        Command(
            "chores",
            "chores:chores",
            _("do now what runs by itself"),
            "rebond chores",
            _(
                "While Rebond is open this is done every few minutes: reservations that end, messages and "
                "reminders, and forgetting those who were not seen for longer than files are kept."
            ),
            _nothing,
        )
    ]


def _to_prove() -> list[Command]:
    return [
        Command(
            "seal",
            "sealing:seal",
            _("seal the journal now"),
            "rebond seal",
            _(
                "While Rebond is open this is done every minute: the journal, the reports, the erasures and "
                "the documents are bound together and signed, so that no later change can go unseen."
            ),
            _nothing,
        ),
        Command(
            "verify",
            "sealing:verify",
            _("show that nothing sealed was altered"),
            "rebond verify",
            _(
                "Reads everything again and names the first entry that was altered, removed or inserted, "
                "even by somebody who holds the database. Ends with status 1 when something was."
            ),
            _nothing,
        ),
        Command(
            "key",
            "sealing:key",
            _("sign with a new key"),
            "rebond key",
            _(
                "The old key signs the new one, and its file is kept beside. With --lost, for a key that is "
                "lost: nobody can sign the new one, and every proof will say so."
            ),
            _key,
        ),
    ]


def _with_others() -> list[Command]:
    return [
        Command(
            "import-contours",
            "contours:run",
            _("load the outlines of communes, for the maps"),
            'rebond import-contours communes.geojson --source "IGN Admin Express, Licence Ouverte"',
            _(
                "A GeoJSON file in degrees (WGS 84), each outline with its INSEE code, 60 MB at most. "
                "Without it maps are drawn with one square for each commune."
            ),
            _contours,
        ),
        Command(
            "observatory",
            "observatory:run",
            _("add up the open data of several associations"),
            "rebond observatory https://asso.example/impact/ downloads/ --out observatoire",
            _(
                "Reads the yearly indicators that each publishes (CSV or Parquet, at an address or in a "
                "folder) and writes one page, one CSV and one Parquet, without any personal data. A source "
                "that cannot be added up is named with its reason, the others are added up, and it ends with "
                "status 1. Needs no database."
            ),
            _observatory,
        ),
    ]


def _doors(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_positive, default=DEFAULT_PORT, help=_("port (%(default)s)"))
    parser.add_argument(
        "--workers", type=_positive, default=DEFAULT_WORKERS, help=_("processes that answer (%(default)s)")
    )
    parser.set_defaults(host="127.0.0.1")


def _open_doors(parser: argparse.ArgumentParser) -> None:
    _doors(parser)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help=_(
            "address to listen on (%(default)s: this computer alone). For others, put a server with HTTPS in"
            " front and name the address in REBOND_HOSTS"
        ),
    )


def _demonstration(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale", type=_positive, default=1, metavar="N", help=_("how many times 500 devices (%(default)s)")
    )
    parser.add_argument("--seed", type=int, default=SEED, help=_("which year is drawn (%(default)s)"))
    parser.add_argument(
        "--until", type=_day, metavar="YYYY-MM-DD", help=_("the day after the year's last (today)")
    )


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help=_("file, folder or zip"))
    parser.add_argument("--lot", default="", metavar="LOT-…", help=_("lot that new devices came with"))
    parser.add_argument(
        "--as", dest="user", default="", metavar="USERNAME", help=_("user in whose name it is done")
    )


def _contours(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="FILE", help=_("GeoJSON file"))
    parser.add_argument("--source", default="", metavar="WORDS", help=_("whom to credit under the maps"))


def _token(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help=_("what the bench machine is called"))


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("new file to write"))


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=_("backup to put back"))
    parser.add_argument(
        "--replace", action="store_true", help=_("even if there is data already: it is kept beside")
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--figures", action="store_true", help=_("also count every figure again from its rows (longer)")
    )


def _checking(parser: argparse.ArgumentParser) -> None:
    _check(parser)
    parser.add_argument(
        "--mend", action="store_true", help=_("write the figures that disagree again, from their rows")
    )


def _nothing(parser: argparse.ArgumentParser) -> None:
    """Takes nothing."""


def _key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lost", action="store_true", help=_("the old key is lost"))


def _observatory(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="+", metavar="SOURCE",
        help=_("address of an /impact/ page or of a file; file or folder"),
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, default=Path("observatoire"), metavar="FOLDER",
        help=_("folder to write (%(default)s)"),
    )  # fmt: skip


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("“%(text)s” is not a number from 1 up.") % {"text": text})
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“%(text)s” is not a day written like 2026-11-23.") % {"text": text}
        ) from None
