"""`import`: reports kept in files, folders and zips, taken in one by one."""

import argparse
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from rebond.collection.models import Lot
from rebond.command import installation
from rebond.command.terminal import complain, end_progress, progress, say
from rebond.common.errors import Refused
from rebond.erasure import intake
from rebond.evidence import bundles
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import Unreadable
from rebond.evidence.services import Sender
from rebond.people.models import User
from rebond.web.bench.reasons import reason_of


@dataclass
class Counts:
    """What became of the machines read so far."""

    attached: int = 0
    new_devices: int = 0
    already_known: int = 0
    reviews: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)

    @property
    def machines(self) -> int:
        return self.attached + self.already_known + self.reviews.total() + len(self.refused)

    def add(self, taken: intake.Taken) -> None:
        """Count one report. A device made later than its report was kept was made for it."""
        reading = taken.reading
        if not taken.is_new:
            self.already_known += 1
        elif reading.status != Reading.Status.LINKED:
            self.reviews[reading.reason] += 1
        else:
            self.attached += 1
            assert reading.device is not None
            self.new_devices += reading.device.created_at >= taken.report.received_at


def run(arguments: argparse.Namespace) -> int:
    """Take in every report under the paths, each in its own transaction: what was taken stays taken."""
    installation.check_ready()
    missing = [path for path in arguments.paths if not path.exists()]
    if missing:
        raise Refused(
            _("Not found: %(paths)s") % {"paths": ", ".join(map(str, missing))},
            _("Nothing was imported. Check the names, then start again."),
        )
    intake.finish_pending()
    counts = Counts()
    lot, user = _lot(arguments.lot), _user(arguments.user)
    expected = _expected(arguments.paths)
    for path in arguments.paths:
        for label, files in _machines(path, counts):
            _take(label, files, Sender(Report.Source.IMPORT, by=user, filename=label), lot, counts)
            progress(
                _("%(n)s machines read: %(label)s") % {"n": f"{counts.machines}{expected}", "label": label}
            )
    end_progress()
    _sum_up(counts)
    return 0


def _lot(number: str) -> Lot | None:
    lot = Lot.objects.filter(number=number.upper()).first() if number else None
    if number and lot is None:
        raise Refused(_("There is no lot %(number)s.") % {"number": number}, _("Example: LOT-26-0012."))
    return lot


def _user(username: str) -> User | None:
    user = User.objects.filter(username=username).first() if username else None
    if username and user is None:
        raise Refused(_("There is no user %(name)s.") % {"name": username})
    return user


def _expected(paths: list[Path]) -> str:
    """« /12 » when every path is one machine; how many a folder or a zip holds is known at the end only."""
    plain = all(path.is_file() and not zipfile.is_zipfile(path) for path in paths)
    return f"/{len(paths)}" if plain else ""


def _machines(path: Path, counts: Counts) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The machines of one path; a path that cannot be read to its end is told, and the others go on."""
    try:
        yield from bundles.machines_in_paths([path])
    except (Unreadable, OSError) as error:
        counts.refused.append((str(path), str(error)))


def _take(label: str, files: dict[str, bytes], sender: Sender, lot: Lot | None, counts: Counts) -> None:
    try:
        counts.add(intake.take(bundles.pack(files), sender=sender, lot=lot))
    except (Unreadable, Refused) as error:
        counts.refused.append((label, str(error)))


def _sum_up(counts: Counts) -> None:
    say(
        _("%(n)d reports attached, of which %(new)d made a new device.")
        % {"n": counts.attached, "new": counts.new_devices}
    )
    say(_("%(n)d already known.") % {"n": counts.already_known})
    say(_("%(n)d to review.") % {"n": counts.reviews.total()})
    for reason, n in counts.reviews.most_common():
        say(f"  {n:>6}  {reason_of(reason).what} ({reason})")
    say(_("%(n)d refused.") % {"n": len(counts.refused)})
    for label, reason in counts.refused:
        complain(f"  {label}: {reason}")
