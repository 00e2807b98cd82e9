"""A donor's list taken in: once a file, its columns remembered for the next one."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection import donor_lists
from rebond.collection.categories import Category
from rebond.collection.donor_lists import Line, Table
from rebond.collection.models import Announced, Donation, DonationFile, DonorList, ListedDevice
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.people.models import User
from rebond.records import journal

_AT_ONCE = 1_000


def remembered(donation: Donation) -> dict[str, str]:
    """Folded title to field, as the last list of the same donor was read."""
    rows = DonorList.objects.exclude(donation__donor_organisation=None, donation__donor_person=None)
    rows = rows.filter(
        donation__donor_organisation=donation.donor_organisation_id,
        donation__donor_person=donation.donor_person_id,
    )
    last = rows.order_by("-pk").first()
    return dict(last.columns) if last else {}


@transaction.atomic
def take_in(
    file: DonationFile, table: Table, mapping: Mapping[str, int], *, found: Sequence[Line], by: User
) -> DonorList:
    """Keep every line; the same file twice changes nothing. Announced counts that nobody wrote are set
    from it.

    Lines without a known category are counted as « other ».
    """
    known = DonorList.objects.filter(file=file).first()
    if known:
        return known
    if not found:
        raise Refused(_("No machine was read in this file."), _("Choose the columns again."))
    columns = {fold(table.titles[column]): name for name, column in mapping.items() if table.titles[column]}
    try:
        with transaction.atomic():
            row = DonorList.objects.create(file=file, donation=file.donation, columns=columns, imported_by=by)
    except IntegrityError:  # two clicks
        return DonorList.objects.get(file=file)
    ListedDevice.objects.bulk_create((_row(row, line) for line in found), batch_size=_AT_ONCE)
    counts = Counter[str]()
    for line in found:
        counts[line.category or Category.OTHER.value] += line.quantity
    if not file.donation.announced.exists():
        Announced.objects.bulk_create(
            Announced(donation=file.donation, category=category, quantity=n)
            for category, n in sorted(counts.items())
        )
    journal.write("list.imported", file.donation, by=by, lines=len(found), counts=dict(counts))
    return row


@transaction.atomic
def forget(donor_list: DonorList, *, by: User) -> None:
    """It was read wrong: the lines go, the file stays, and may be read again."""
    journal.write("list.removed", donor_list.donation, by=by, lines=donor_list.devices.count())
    donor_list.delete()


def corrected(found: Sequence[Line], serials: Mapping[int, str], categories: Mapping[int, str]) -> list[Line]:
    """The lines with what a person corrected, by their rank."""
    return [_corrected(line, serials.get(line.rank), categories.get(line.rank)) for line in found]


def _corrected(line: Line, serial: str | None, category: str | None) -> Line:
    facts = {name: getattr(line, name) for name in line.__dataclass_fields__}
    if serial:
        facts["serial"] = serial[:80]
    if category in Category.values:
        facts["category"] = category
    return donor_lists.Line(**facts)


def _row(donor_list: DonorList, line: Line) -> ListedDevice:
    return ListedDevice(
        donor_list=donor_list, rank=line.rank, serial=line.serial, serial_key=line.key, maker=line.maker,
        model=line.model, category=line.category or Category.OTHER.value, asset_tag=line.asset_tag,
        made_in=line.made_in, quantity=line.quantity, note=line.note,
    )  # fmt: skip
