"""Placeholders, makers' names and chassis words."""

import pytest

from rebond.evidence.parsing import category, makers
from rebond.evidence.parsing.placeholders import clean, clean_uuid


@pytest.mark.parametrize(
    "text",
    [
        "To be filled by O.E.M.",
        "Default string",
        "System Product Name",
        "Not Specified",
        "None",
        "0000000",
        "123456789",
        "xxxxx",
        "<BAD INDEX>",
        "<OUT OF SPEC>",
        " \0",
        "--",
    ],
)
def test_placeholders_are_absent(text):
    assert clean(text) is None


def test_a_value_keeps_its_words_and_loses_its_control_characters():
    assert clean(" Latitude\0\x1b  D610\ud800 ") == "Latitude D610"
    assert clean("x" + "y" * 500) == "x" + "y" * 199


@pytest.mark.parametrize(
    "text", ["0" * 8 + "-0000-0000-0000-" + "0" * 12, "Not Settable", "03000200-0400-0500-0006-000700080009"]
)
def test_default_uuids_are_absent(text):
    assert clean_uuid(text) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Hewlett-Packard", "HP"),
        ("HP Inc.", "HP"),
        ("LENOVO", "Lenovo"),
        ("Dell Inc.", "Dell"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("Micro-Star International Co., Ltd.", "MSI"),
        ("Wibtek Corp.", "Wibtek"),
        ("To be filled by O.E.M.", None),
    ],
)
def test_makers_have_one_name(said, name):
    assert makers.normalise(said) == name


@pytest.mark.parametrize(
    ("model", "chassis", "battery", "expected"),
    [
        ("OptiPlex 7010", "Mini Tower", False, "desktop"),
        ("Latitude", "Portable", False, "laptop"),
        ("Yoga", "Convertible", True, "laptop"),
        ("IdeaCentre", "All In One", False, "all_in_one"),
        ("iMac19,1", "Laptop", False, "all_in_one"),
        ("Surface Pro 4", "Laptop", True, "tablet"),
        ("Surface Laptop 3", "Laptop", True, "laptop"),
        ("Aero 15", "Desktop", True, "laptop"),
        ("SYS-6028", "Rack Mount Chassis", False, "server"),
        ("NUC", "Mini PC", False, "desktop"),
        ("VMware", "Other", False, ""),
        (None, None, False, ""),
    ],
)
def test_category_corrects_lying_chassis(model, chassis, battery, expected):
    assert category.decide(model, category.of_chassis(chassis), battery) == expected


def test_lshw_and_dmidecode_words_for_a_chassis_agree():
    assert category.of_chassis("low-profile") == category.of_chassis("Low Profile Desktop") == "desktop"
    assert category.of_chassis("rackmount") == category.of_chassis("Rack Mount Chassis") == "server"
