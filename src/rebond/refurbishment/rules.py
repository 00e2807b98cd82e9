"""Is it good? Which checks a thing needs, what is missing, and what it may be called. Pure."""

from collections.abc import Mapping
from typing import Final

# In the order a person does them on the bench.
CHECKS: Final[dict[str, tuple[str, ...]]] = {
    "laptop": (
        "power",
        "screen",
        "keyboard",
        "touchpad",
        "battery",
        "ports",
        "wifi",
        "sound",
        "camera",
        "cleaning",
    ),
    "desktop": ("power", "ports", "network", "sound", "noise", "cleaning"),
    "all_in_one": ("power", "screen", "ports", "network", "sound", "camera", "cleaning"),
    "server": ("power", "ports", "network", "noise", "cleaning"),
    "tablet": ("power", "screen", "battery", "ports", "wifi", "sound", "camera", "account", "cleaning"),
    "phone": ("power", "screen", "battery", "ports", "wifi", "sound", "camera", "account", "cleaning"),
    "monitor": ("power", "screen", "ports", "cleaning"),
    "printer": ("power", "print", "ports", "cleaning"),
    "peripheral": ("power", "cleaning"),
    "other": ("power", "cleaning"),
}
NEEDS_SYSTEM: Final = frozenset({"laptop", "desktop", "all_in_one", "server"})
# What no machine is given away without; the others may be absent (« has none ») but never broken.
ESSENTIAL: Final = frozenset({"power", "screen", "keyboard", "account", "cleaning"})

_TESTED: Final = frozenset({"passed", "absent"})


def missing(category: str, results: Mapping[str, str]) -> list[str]:
    """Checks not done yet. ``results`` maps check names to passed, failed or absent."""
    return [name for name in CHECKS[category] if name not in results]


def failing(category: str, results: Mapping[str, str]) -> list[str]:
    """Checks that forbid « ready »: broken, said in an unknown word, or essential and absent."""
    return [
        name
        for name in CHECKS[category]
        if name in results
        and (results[name] not in _TESTED or (results[name] == "absent" and name in ESSENTIAL))
    ]


def works(results: Mapping[str, str], name: str) -> bool | None:
    """Whether a part was tested and works; False: it has none; None: nobody looked."""
    return {"passed": True, "absent": False}.get(results.get(name, ""))


def wording(category: str, results: Mapping[str, str], *, data_is_gone: bool) -> str:
    """``reconditioned`` only when every function was tested and the data erased, otherwise ``second_hand``.

    Source: docs/domain.md, promise 3.
    """
    tested = all(results.get(name) in _TESTED for name in CHECKS[category])
    return "reconditioned" if tested and data_is_gone else "second_hand"
