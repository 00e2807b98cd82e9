"""Values that firmware prints when it has nothing to say, recorded as absent.

The words were seen in real dumps (linux-hardware.org, glpi-agent, eReuse, Free Geek, WEEE Open).
"""

import re

LONGEST = 200
LARGEST = 2**63 - 1

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
_SAYS_NOTHING = re.compile(
    r"[\s0.\-_*?]*|x{3,}|f{8,}|0?1234567(8(9(0)?)?)?|(default string|empty string)\S*", re.IGNORECASE
)
_NO_UUID = re.compile(r"(.)\1*|0300020004000500000600070008000\d|00020003000400050006000700080009|12345678.*")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WORDS = frozenset(
    """\
<bad index>
<out of spec>
all series
amd processor
bad index
base board manufacturer
base board product name
base board serial number
board serial
calpella
calpella platform
chassis manufacture
chassis manufacturer
chassis serial
chassis serial number
computer
custom
default
empty
error
family
huronriver platform
inc.
intel processor
invalid
manufacturer
mb serial number
mb-1234567890
model
n/a
na
nil
no asset tag
no enclosure
no serial
none
not applicable
not available
not defined
not implemented
not present
not provided
not settable
not specified
null
o.e.m
o.e.m.
oem
oem chassis
oem_mb
other
out of spec
pc
product name
redacted
serial
serial number
sernum
sku
smbios default
standard
system manufacture
system manufacturer
system name
system product name
system serial number
system version
to be defined by o.e.m.
to be defined by oem
to be filled by o.e.m
to be filled by o.e.m.
to be filled by oem
to be set by oem
type2 - board manufacturer
type2 - board product name1
type2 - board serial number
type2 - board vendor name1
unavailable
undefined
uninitialized
unknown
unspecified
void
x86
""".splitlines()
)


def printable(text: str) -> str:
    """The text without control characters, lone surrogates and runs of spaces, at most 200 characters."""
    return _SPACES.sub(" ", _UNPRINTABLE.sub(" ", text)).strip()[:LONGEST]


def clean(value: object) -> str | None:
    """The printable text, or None when it is not text or is one of the manufacturers' placeholders."""
    if not isinstance(value, str):
        return None
    text = printable(value)
    if text.lower() in _WORDS or _SAYS_NOTHING.fullmatch(text):
        return None
    return text


def clean_uuid(value: object) -> str | None:
    """The UUID in lower case, or None: all zeros, all F and the boards' well-known defaults are absent."""
    text = printable(value).lower() if isinstance(value, str) else ""
    if not _UUID.fullmatch(text) or _NO_UUID.fullmatch(text.replace("-", "")):
        return None
    return text


def whole(value: object) -> int | None:
    """A non-negative whole number that a database can hold, or None (also for booleans and fractions)."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= LARGEST else None
