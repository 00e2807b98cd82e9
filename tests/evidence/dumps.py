"""Small whole dumps of each tool, as seeds for mutations."""

from pathlib import Path

_SAMPLES = Path(__file__).resolve().parents[2] / "contract/samples"
_LSHW = b"""{"id": "pc", "class": "system", "vendor": "HP", "product": "8100", "serial": "C1",
 "configuration": {"chassis": "tower", "uuid": "305f33cc-33ca-11b2-a85c-aad0993c0c99"}, "capabilities": {},
 "children": [{"id": "core", "class": "bus", "children": [
  {"id": "cpu", "class": "processor", "product": "i3", "configuration": {"cores": "2"}},
  {"id": "memory", "class": "memory", "size": 8589934592},
  {"id": "disk", "class": "disk", "serial": "S1", "product": "ST3", "size": 500107862016, "logicalname": ["/dev/sda"]}]}]}"""
_DMIDECODE = b"""# dmidecode 3.3
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: HP
\tSerial Number: C1
Handle 0x0004, DMI type 4, 42 bytes
\tVersion: i3
\tCore Count: 2
Handle 0x0011, DMI type 17, 40 bytes
\tSize: 8 GB
"""
_SMARTCTL = b"""[{"smartctl": {"exit_status": 0}, "device": {"type": "nvme", "protocol": "NVMe"}, "model_name": "X",
 "serial_number": "S1", "wwn": {"naa": 5, "oui": 6980, "id": 2674672716}, "user_capacity": {"bytes": 512110190592},
 "smart_status": {"passed": true}, "power_on_time": {"hours": 9}, "local_time": {"time_t": 1711370961}}]"""
_NWIPE = b"""[2026/11/23 09:00:00]    info: nwipe 0.37
[2026/11/23 09:00:02]  notice:   verify   = 1 (last pass)
[2026/11/23 09:00:03]  notice: Invoking method 'Fill With Zeros' on /dev/sda
!   sda |           0 |                    0 |                    0
    sda | Erased |  76 MB/s | 01:09:57 | WDC/W1
"""

SEEDS = (_LSHW, _DMIDECODE, _SMARTCTL, _NWIPE, *(path.read_bytes() for path in sorted(_SAMPLES.glob("*.json"))))
