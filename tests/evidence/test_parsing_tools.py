"""lshw, dmidecode and smartctl: one behaviour each, on the smallest text that shows it."""

import json

import pytest

from rebond.evidence.parsing import DriveFacts, Unreadable, read

SYSTEM = {
    "id": "pc",
    "class": "system",
    "vendor": "Dell Inc.",
    "product": "OptiPlex 745",
    "serial": "7XK2L3J",
}
DISK = {
    "id": "disk",
    "class": "disk",
    "description": "ATA Disk",
    "product": "WDC WD3200AAKS-7",
    "serial": "WD-1",
    "size": 320_072_933_376,
}
SMART = {
    "smartctl": {"exit_status": 0},
    "device": {"type": "sat", "protocol": "ATA", "info_name": "/dev/sda [SAT]"},
    "model_name": "WDC WD3200AAKS-75L9A0",
    "serial_number": "WD-1",
    "wwn": {"naa": 5, "oui": 5358, "id": 4523456789},
    "user_capacity": {"bytes": 320_072_933_376},
    "rotation_rate": 7200,
    "smart_status": {"passed": True},
    "power_on_time": {"hours": 41},
}
DMI = """\
# dmidecode 3.3
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 20BV000BUS
\tVersion: ThinkPad T450
\tSerial Number: PC0A1B2C
\tUUID: 305F33CC-33CA-11B2-A85C-AAD0993C0C99

Handle 0x0002, DMI type 3, 22 bytes
Chassis Information
\tType: Notebook
"""


def read_json(document: object):
    return read({"a": json.dumps(document).encode()})


def read_text(text: str):
    return read({"a": text.encode()})


def code_of(raw: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read({"a": raw})
    return refusal.value.code


def tree(*children: dict) -> dict:
    return SYSTEM | {"children": list(children)}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(tree(DISK)),
        json.dumps([tree(DISK)]),
        json.dumps(SYSTEM) + ",\n" + json.dumps(DISK),
        json.dumps(SYSTEM) + json.dumps(DISK) + ",",
        "[" + json.dumps(SYSTEM) + json.dumps(DISK),
    ],
    ids=["object", "list", "commas", "side by side", "open list"],
)
def test_lshw_is_read_in_every_shape_it_ever_printed(text):
    facts = read_text(text)
    assert (facts.maker, facts.serial, [drive.serial for drive in facts.drives]) == (
        "Dell",
        "7XK2L3J",
        ["WD-1"],
    )


def test_lshw_leaves_out_optical_drives_and_empty_readers():
    dvd = {"id": "cdrom", "class": "disk", "product": "DVD-RAM", "capabilities": {"dvd": "DVD playback"}}
    medium = {"id": "medium", "class": "disk"}
    reader = {"id": "disk:1", "class": "disk", "capabilities": {"removable": ""}, "children": [medium]}
    facts = read_json(tree(DISK, dvd, reader))
    assert [drive.serial for drive in facts.drives] == ["WD-1"]


def test_lshw_keeps_a_stick_as_usb():
    stick = DISK | {"serial": "S", "capabilities": {"removable": ""}}
    facts = read_json(tree({"id": "usb", "class": "storage", "businfo": "usb@2:1", "children": [stick]}))
    assert [(drive.serial, drive.media, drive.bus) for drive in facts.drives] == [("S", "usb", "usb")]


def test_lshw_names_an_nvme_namespace_by_its_controller():
    namespace = {"id": "namespace", "class": "disk", "businfo": "nvme@0:1", "size": 512_110_190_592}
    nvme = {
        "id": "nvme",
        "class": "storage",
        "product": "SAMSUNG MZVLW",
        "serial": "S35",
        "children": [namespace],
    }
    assert read_json(tree(nvme)).drives == (
        DriveFacts(
            serial="S35",
            maker="Samsung",
            model="SAMSUNG MZVLW",
            size_bytes=512_110_190_592,
            media="nvme",
            bus="nvme",
        ),
    )


def test_lshw_that_cannot_see_nvme_drives_lists_nothing():
    hidden = {"id": "storage", "class": "storage", "description": "Non-Volatile memory controller"}
    facts = read_json(tree(hidden))
    assert (facts.drives_were_listed, facts.warnings) == (False, ("nvme_not_listed",))


def test_lshw_without_root_rights_lists_nothing():
    facts = read_text("WARNING: you should run this program as super-user.\n" + json.dumps(tree(DISK)))
    assert (facts.drives_were_listed, facts.warnings) == (False, ("lshw_without_root",))


def test_lshw_without_storage_lists_nothing():
    assert read_json(SYSTEM).drives_were_listed is False


@pytest.mark.parametrize(("beside", "media"), [("/dev/mmcblk0boot0", "emmc"), ("/dev/mmcblk0p1", "sd")])
def test_lshw_tells_soldered_emmc_from_a_card(beside, media):
    blocks = [
        {"id": "interface:0", "class": "generic", "logicalname": beside},
        {"id": "interface:1", "class": "generic", "logicalname": "/dev/mmcblk0", "size": 31_268_536_320},
    ]
    card = {"id": "device", "class": "generic", "product": "DF4032", "serial": "4383", "children": blocks}
    facts = read_json(tree(card))
    assert [(drive.serial, drive.model, drive.media) for drive in facts.drives] == [("4383", "DF4032", media)]


def test_lshw_counts_the_banks_but_not_the_bios_flash():
    banks = {"id": "memory:0", "class": "memory", "children": [{"id": "bank", "size": 2**31}] * 2}
    flash = {"id": "memory:1", "class": "memory", "description": "Flash Memory", "size": 4_194_304}
    assert read_json(tree(banks, flash)).ram_bytes == 2**32


def test_lshw_sku_is_not_part_of_the_model():
    told = SYSTEM | {"product": "HP 8100 Elite (AY032AV)", "configuration": {"sku": "AY032AV"}}
    assert read_json(told).model == "HP 8100 Elite"
    assert read_json(SYSTEM | {"product": "Pavilion dv4000 (EF188EA#ABE)"}).model == "Pavilion dv4000"
    assert read_json(SYSTEM | {"product": "Blade 15 (Early 2020)"}).model == "Blade 15 (Early 2020)"


def test_dmidecode_reads_a_lenovo_by_its_name():
    facts = read_text(DMI)
    assert (facts.maker, facts.model, facts.serial) == ("Lenovo", "ThinkPad T450", "PC0A1B2C")
    assert (facts.uuid, facts.category) == ("305f33cc-33ca-11b2-a85c-aad0993c0c99", "laptop")
    assert facts.drives_were_listed is False


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_dmidecode_is_read_in_every_encoding_and_line_end(codec):
    assert read({"a": DMI.replace("\n", "\r\n").encode(codec)}).serial == "PC0A1B2C"


def test_dmidecode_without_handles_is_read():
    quiet = "\n".join(line for line in DMI.splitlines() if not line.startswith(("Handle", "#")))
    assert read_text(quiet).serial == "PC0A1B2C"


def test_a_board_alone_gives_its_names():
    facts = read_text(
        "Handle 0x0002, DMI type 2, 15 bytes\n\tManufacturer: ASUSTeK\n\tProduct Name: P5B-VM\n"
    )
    assert (facts.maker, facts.model, facts.warnings) == ("ASUS", "P5B-VM", ("model_from_board",))


def test_memory_and_cores_are_summed():
    cpu = "Handle 0x0004, DMI type 4, 42 bytes\n\tVersion: Xeon\n\tCore Count: 6\n\tStatus: Populated\n"
    empty = "Handle 0x0005, DMI type 4, 42 bytes\n\tStatus: Unpopulated\n"
    slots = "Handle 0x0011, DMI type 17, 40 bytes\n\tSize: {}\n"
    text = (
        DMI
        + cpu * 2
        + empty
        + slots.format("8 GB")
        + slots.format("4096 MB")
        + slots.format("No Module Installed")
    )
    facts = read_text(text)
    assert (facts.cpu, facts.cpu_cores, facts.ram_bytes) == ("Xeon", 12, 12 * 2**30)


def test_smartctl_tells_the_drive():
    (drive,) = read_json([SMART]).drives
    assert (drive.wwn, drive.maker, drive.media, drive.bus) == (
        "50014ee10d9e7915",
        "Western Digital",
        "hdd",
        "ata",
    )
    assert (drive.smart_passed, drive.power_on_hours) == (True, 41)


def test_smartctl_without_data_is_told_and_left_out():
    mute = {"smartctl": {"exit_status": 1, "messages": [{"string": "/dev/sdb: Unknown USB bridge"}]}}
    facts = read_json([SMART, mute])
    assert (len(facts.drives), facts.warnings) == (1, ("smartctl_without_drive",))
    assert code_of(json.dumps(mute).encode()) == "no_machine"


def test_smartctl_leaves_out_optical_drives():
    dvd = {"smartctl": {"exit_status": 4}, "device_type": {"name": "CD/DVD"}, "model_name": "DVD-RAM"}
    assert code_of(json.dumps(dvd).encode()) == "no_machine"


def test_two_tools_tell_one_drive_once_with_the_longer_name():
    files = {"lshw": json.dumps(tree(DISK)).encode(), "smart": json.dumps(SMART).encode()}
    facts = read(files)
    assert [(drive.serial, drive.model) for drive in facts.drives] == [("WD-1", "WDC WD3200AAKS-75L9A0")]
    assert facts.sources == ("lshw", "smartctl")


def test_twins_without_serials_stay_two():
    twins = [DISK | {"serial": ""}, DISK | {"serial": ""}]
    files = {"lshw": json.dumps(tree(*twins)).encode(), "smart": json.dumps(SMART).encode()}
    assert [drive.serial for drive in read(files).drives] == ["WD-1", None]


def test_dmidecode_is_believed_before_lshw_and_silence_erases_nothing():
    files = {"lshw": json.dumps(tree(DISK) | {"serial": "PC0A1B2C"}).encode(), "dmi": DMI.encode()}
    facts = read(files)
    assert (facts.maker, facts.sources, facts.warnings) == ("Lenovo", ("dmidecode", "lshw"), ())
    assert [drive.serial for drive in facts.drives] == ["WD-1"]


def test_two_machines_in_one_folder_are_told():
    files = {"lshw": json.dumps(SYSTEM).encode(), "dmi": DMI.encode()}
    assert read(files).warnings == ("serials_differ",)


def test_an_unknown_file_is_named_and_does_not_stop_the_others():
    assert read({"photo.png": b"\x89PNG\r\n\x1a\n\0\0", "dmi": DMI.encode()}).warnings == (
        "ignored:photo.png",
    )


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\0\0 \n", "empty"),
        (b"hello", "unknown_format"),
        (b"{}", "unknown_format"),
        (b'{"id": ', "truncated"),
        (b'{"id": "pc", "class": "sys', "truncated"),
        (b'{"id": nope, "class": "system"}', "not_json"),
        (b'{"size": ' + b"9" * 5000 + b"}", "not_json"),
        (b'{"children": ' + b"[" * 100_000, "too_deep"),
        (b'{"children": ' + b"[" * 500 + b"]" * 500 + b"}", "too_deep"),
        (b"# dmidecode 3.0\n# No SMBIOS nor DMI entry point found, sorry.\n", "no_machine"),
        (b'{"id": "pc", "class": "system"}', "no_machine"),
    ],
)
def test_what_cannot_be_read_says_why(raw, code):
    assert code_of(raw) == code


def test_no_file_at_all_is_unreadable():
    with pytest.raises(Unreadable) as refusal:
        read({})
    assert refusal.value.code == "empty"
