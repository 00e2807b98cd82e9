from hashlib import sha256

from rebond.common.pdf import FONTS


def test_every_vendored_file_is_the_one_recorded() -> None:
    recorded = {}
    for line in (FONTS / "VENDOR.lock").read_text().splitlines():
        if line.startswith("  "):
            digest, name = line.split()
            recorded[name] = digest
    present = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name != "VENDOR.lock"
    }
    assert recorded == present
