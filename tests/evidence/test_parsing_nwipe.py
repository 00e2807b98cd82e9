"""nwipe's log, in the shapes of 0.34 to 0.42 quoted in its issue tracker (#223, #325, #366, #367, #585)."""

from datetime import UTC, datetime

import pytest

from rebond.evidence.parsing import Unreadable, read

LOG = """\
[2026/11/23 09:00:00]    info: nwipe 0.42
[2026/11/23 09:00:00]    info: Linux version 6.1.0 (debian-kernel@lists) (gcc-12 (De
                               bian 12.2.0-14))
[2026/11/23 09:00:01]  notice: Found /dev/sda,  ATA    , WDC WD1600AAJS-2, 160 GB, S/N=WD-WCAS12345678
[2026/11/23 09:00:01]  notice: Found /dev/sdb,  ATA    , ST3500418AS, 500 GB, S/N=6VM12345
[2026/11/23 09:00:01]  notice: system-manufacturer = Dell Inc.
[2026/11/23 09:00:01]  notice: system-product-name = OptiPlex 745
[2026/11/23 09:00:01]  notice: system-serial-number = 7XK2L3J
[2026/11/23 09:00:01]  notice: system-uuid = 44454c4c-5800-104b-8032-b7c04f4c334a
[2026/11/23 09:00:02]  notice: Program options are set as follows...
[2026/11/23 09:00:02]  notice:   method   = Fill With Zeros
[2026/11/23 09:00:02]  notice:   verify   = 1 (last pass)
[2026/11/23 09:00:02]  notice: /dev/sda, sect/blk/dev 512/512/160041885696
[2026/11/23 09:00:03]  notice: Invoking method 'Fill With Zeros' on /dev/sda
[2026/11/23 09:00:03]  notice: Invoking method 'Fill With Zeros' on /dev/sdb
[2026/11/23 10:10:00]  notice: [SUCCESS] Verified that /dev/sda is empty.
[2026/11/23 10:20:00]   error: >>> FAILURE! <<< on /dev/sdb

******************************** Error Summary *********************************
!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors
--------------------------------------------------------------------------------
       sda |           0 |                    0 |                    0
!      sdb |           2 |                    0 |                    1
********************************************************************************

********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
       sda | Erased |  76 MB/s | 01:09:57 | WDC WD1600AAJS-2/WD-WCAS12345678
!      sdb |-FAILED-|  12 MB/s | 01:19:57 | ST3500418AS/6VM12345
--------------------------------------------------------------------------------
[2026/11/23 10:20:00] Total Throughput 88 MB/s, Fill With Zeros, 1R+NB+VL
********************************************************************************
"""
OK = "       sda | Erased |  76 MB/s | 01:09:57 | WDC WD1600AAJS-2/WD-WCAS12345678"


def erasures(log: str):
    return read({"nwipe.log": log.encode()}).erasures


def test_each_drive_has_its_own_result():
    first, second = erasures(LOG)
    assert (first.drive_serial, first.drive_model) == ("WD-WCAS12345678", "WDC WD1600AAJS-2")
    assert (first.result, first.errors, first.verification) == ("success", 0, "full")
    assert (first.method, first.technique, first.level) == ("Fill With Zeros", "overwrite", "clear")
    assert (first.tool, first.tool_version, first.size_bytes) == ("nwipe", "0.42", 160_041_885_696)
    assert first.started_at == datetime(2026, 11, 23, 9, 0, 3, tzinfo=UTC)
    assert first.finished_at == datetime(2026, 11, 23, 10, 10, tzinfo=UTC)
    assert (second.drive_serial, second.result, second.errors) == ("6VM12345", "failure", 3)


def test_the_machine_is_named_but_its_drives_are_not_listed():
    facts = read({"nwipe.log": LOG.encode()})
    assert (facts.maker, facts.model, facts.serial) == ("Dell", "OptiPlex 745", "7XK2L3J")
    assert (facts.drives, facts.drives_were_listed) == ((), False)


@pytest.mark.parametrize(
    ("row", "result"),
    [
        (OK.replace(" Erased ", "UABORTED"), "aborted"),
        (OK.replace(" Erased ", "INSANITY"), "failure"),
        ("", "failure"),
        ("Nwipe successfully completed. See summary table for details.", "failure"),
    ],
)
def test_only_the_word_erased_is_a_success(row, result):
    assert erasures(LOG.replace(OK, row))[0].result == result


def test_erased_with_a_counted_error_is_a_failure():
    log = LOG.replace("sda |           0 |", "sda |           1 |")
    assert (erasures(log)[0].result, erasures(log)[0].errors) == ("failure", 1)


def test_erased_after_a_logged_failure_is_a_failure():
    assert (
        erasures(LOG.replace("[SUCCESS] Verified that", "[FAILURE] May not be blanked:"))[0].result
        == "failure"
    )


def test_reading_zeros_back_is_no_erasure():
    log = LOG.replace("Fill With Zeros", "Verify Zeros (0x00)")
    assert {erasure.result for erasure in erasures(log)} == {"not_run"}


def test_a_cut_log_proves_nothing():
    assert {erasure.result for erasure in erasures(LOG[: LOG.index("Error Summary")])} == {"failure"}


def test_verification_off_is_told():
    assert erasures(LOG.replace("1 (last pass)", "0 (off)"))[0].verification == "none"


def test_each_run_of_an_appended_log_is_read():
    assert [erasure.result for erasure in erasures(LOG + LOG.replace(OK, ""))] == [
        "success",
        "failure",
        "failure",
        "failure",
    ]


def test_hidden_sectors_are_told():
    log = LOG + "[2026/11/23 10:20:00] warning:  *** HIDDEN SECTORS DETECTED ! *** on /dev/sda\n"
    assert read({"x": log.encode()}).warnings == ("hidden_sectors",)


def test_a_log_without_drive_or_machine_is_unreadable():
    with pytest.raises(Unreadable) as refusal:
        read({"x": b"[2026/11/23 09:00:00]    info: nwipe 0.42\n"})
    assert refusal.value.code == "no_machine"


def test_a_row_without_a_later_line_ends_with_its_own_run_not_with_a_later_one():
    first = LOG.replace("[2026/11/23 10:10:00]  notice: [SUCCESS] Verified that /dev/sda is empty.\n", "")
    later = first.replace("2026/11/23", "2026/12/24")
    ends = [row.finished_at.day for row in erasures(first + later) if row.drive_serial == "WD-WCAS12345678"]
    assert ends == [23, 24]
