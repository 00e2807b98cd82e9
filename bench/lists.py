"""A donor's spreadsheet of 50 000 machines looked at and taken in:  python -m bench.lists HOME

Works in an empty home, and prints one line of JSON: measurement -> figures. A process of its own: its memory
is that of the list, not of the certificates.
"""

import io
import json
import os
import resource
import sys
import time
from pathlib import Path

ROWS = 50_000


def main(home: Path) -> None:
    """Write the file, read it as the preview does, take it in."""
    os.environ |= {"REBOND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    import django

    django.setup()
    from rebond.command import installation

    installation.prepare()
    from rebond.collection import donor_lists, links, lists
    from rebond.collection.models import ListedDevice
    from tests.factories import collection, people

    donation = collection.donation()
    file = links.add_file(donation, "parc.xlsx", _spreadsheet())
    before = time.perf_counter()
    table = donor_lists.read(bytes(file.body))
    mapping = {name: mapped.column for name, mapped in donor_lists.propose(table).items()}
    found = donor_lists.lines(table, mapping)
    read_s = time.perf_counter() - before
    before = time.perf_counter()
    lists.take_in(file, table, mapping, found=found, by=people.user())
    imported_s = time.perf_counter() - before
    if (kept := ListedDevice.objects.exclude(serial_key="").count()) != ROWS:
        raise SystemExit(f"{kept} lines kept of {ROWS}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"list_50k": {"preview_s": read_s, "import_s": imported_s, "peak_bytes": peak}}))


def _spreadsheet() -> bytes:
    """XLSX with two rows of titles, an empty column and a total at the bottom."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True, "in_memory": True})
    sheet = book.add_worksheet("Parc")
    sheet.write_row(0, 0, ["Parc informatique"])
    sheet.write_row(1, 0, ["Type", "Marque", "Modèle", "", "N° de série", "Année"])
    for n in range(ROWS):
        kind, model = ("Portable", "Latitude 5400") if n % 3 else ("UC", "OptiPlex 7050")
        sheet.write_row(n + 2, 0, [kind, "Dell", model, "", f"SN{n:07d}", 2016 + n % 6])
    sheet.write_row(ROWS + 2, 0, ["Total", "", "", "", ROWS])
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
