"""What of a copied row only Python can write: numbers with their check character, serials, search words.

It goes through one temporary table, filled some copies at a time: memory does not grow with their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.backends.utils import CursorWrapper

from rebond.collection.models import Donation, Lot
from rebond.command.scale.tables import DISTINCT
from rebond.common.search import fold
from rebond.distribution.models import Handover
from rebond.inventory import numbers
from rebond.inventory.models import Device, Drive
from rebond.people.models import Association
from rebond.records.models import Sequence

COLUMNS = ("number", "search_text", "serial", "serial_key", "uuid_key")
_BATCH = 2_000

Row = tuple[str, int, int, str, str, str, str, str]


def create(cursor: CursorWrapper) -> None:
    """The empty mapping: table, id and copy name the new row."""
    columns = ", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS)
    cursor.execute(
        "CREATE TEMPORARY TABLE scale_written (tbl TEXT NOT NULL, id BIGINT NOT NULL, k INTEGER NOT NULL,"
        f" {columns}, PRIMARY KEY (tbl, k, id))"
    )


def fill(cursor: CursorWrapper, rows: Iterator[Row]) -> None:
    """Replace the mapping's content."""
    cursor.execute("DELETE FROM scale_written")
    marks = ", ".join(["%s"] * 8)
    while batch := list(islice(rows, _BATCH)):
        cursor.executemany(f"INSERT INTO scale_written VALUES ({marks})", batch)


def name_of(name: str, k: int) -> str:
    """The name of a donor in a set of donors other than the first."""
    return f"{name} n° {k % DISTINCT + 1}" if k % DISTINCT else name


@dataclass(frozen=True)
class _Device:
    id: int
    number: str
    serial: str
    serial_key: str
    uuid_key: str
    words: tuple[str, str]
    lot: str
    donation: Donation | None


class Base:
    """The first year's rows, as values: some hundreds of each, kept in memory."""

    def __init__(self) -> None:
        self._last = dict(Sequence.objects.values_list("name", "last"))
        self._prefix = Association.objects.get().prefix
        donors = "donor_organisation", "donor_person"
        self._donations = list(Donation.objects.select_related(*donors).order_by("pk"))
        self._lots = list(Lot.objects.order_by("pk").values_list("pk", "number"))
        self._handovers = list(Handover.objects.order_by("pk").values_list("pk", "number"))
        self._drives = list(
            Drive.objects.order_by("pk").values_list("pk", "serial", "serial_key", "maker", "model")
        )
        devices = Device.objects.select_related(
            "lot", *(f"lot__donation__{name}" for name in donors)
        ).order_by("pk")
        self._devices = [_device(device) for device in devices]

    def written(self, first: int, last: int) -> Iterator[Row]:
        """Every written value of the copies ``first`` to ``last``, both included."""
        for k in range(first, last + 1):
            yield from self._donations_of(k)
            yield from (_numbered(Lot, pk, k, self._next(number, k)) for pk, number in self._lots)
            yield from (_numbered(Handover, pk, k, self._next(number, k)) for pk, number in self._handovers)
            yield from (self._device_of(device, k) for device in self._devices)
            yield from (_drive_of(k, *drive) for drive in self._drives)

    def _next(self, number: str, k: int) -> str:
        """LOT-26-0012 becomes LOT-26-0042 when thirty were numbered that year."""
        head, _dash, rank = number.rpartition("-")
        sequence = f"handover-{head[-2:]}" if head.startswith("REM") else head.lower()
        return f"{head}-{int(rank) + k * self._last[sequence]:0{len(rank)}d}"

    def _donations_of(self, k: int) -> Iterator[Row]:
        for row in self._donations:
            number = self._next(row.number, k)
            words = fold(number, _donor_name(row, k))
            yield Donation._meta.db_table, row.pk, k, number, words, "", "", ""

    def _device_of(self, device: _Device, k: int) -> Row:
        _prefix, year, rank, _check = device.number.split("-")
        number = numbers.compose(self._prefix, 2000 + int(year), int(rank) + k * self._last[f"device-{year}"])
        serial = _suffixed(device.serial, k)
        lot = self._next(device.lot, k) if device.lot else ""
        words = fold(number, *device.words, serial, lot, _donor_name(device.donation, k))
        uuid = f"{k:08X}{device.uuid_key[8:]}" if device.uuid_key else ""
        return (
            Device._meta.db_table,
            device.id,
            k,
            number,
            words,
            serial,
            _suffixed(device.serial_key, k, ""),
            uuid,
        )


def _device(row: Device) -> _Device:
    return _Device(
        row.pk, row.number, row.serial, row.serial_key, row.uuid_key, (row.maker, row.model),
        row.lot.number if row.lot else "",
        row.lot.donation if row.lot else None,
    )  # fmt: skip


def _donor_name(donation: Donation | None, k: int) -> str:
    """As the copied donor is called where it is searched for: a donor who is a person is not."""
    donor = donation.donor_organisation if donation else None
    return name_of(donor.name, k) if donor else ""


def _drive_of(k: int, pk: int, serial: str, serial_key: str, maker: str, model: str) -> Row:
    suffixed = _suffixed(serial, k)
    return (
        Drive._meta.db_table,
        pk,
        k,
        "",
        fold(suffixed, maker, model),
        suffixed,
        _suffixed(serial_key, k, ""),
        "",
    )


def _numbered(model: type[Lot | Handover], pk: int, k: int, number: str) -> Row:
    return model._meta.db_table, pk, k, number, "", "", "", ""


def _suffixed(serial: str, k: int, dash: str = "-") -> str:
    """The same serial with the copy's rank: distinct, and as long for every copy."""
    return f"{serial}{dash}{k:05d}" if serial else ""
