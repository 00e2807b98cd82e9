"""What kind of machine it is: SMBIOS chassis type (DSP0134, 7.4.1), corrected where firmware lies."""

import re

from rebond.evidence.parsing.facts import Category

_CHASSIS_WORDS: dict[Category, str] = {
    "laptop": "portable laptop notebook subnotebook convertible",
    "desktop": "desktop lowprofiledesktop lowprofile pizzabox minitower tower spacesaving lunchbox"
    " sealedcase sealed embedded mini stick",
    "all_in_one": "allinone",
    "server": "mainserver server rackmount blade bladeenclosure bladeenclosing multisystem",
    "tablet": "handheld tablet detachable",
    "other": "dockingstation docking expansion sub subchassis busexpansion peripheral raid compactpci"
    " advancedtca iotgateway",
}
_CHASSIS = {word: category for category, words in _CHASSIS_WORDS.items() for word in words.split()}
_NOT_LETTERS = re.compile(r"[^a-z]")
_ENDING = re.compile(r"(computer|chassis|pc)$")

# Models whose firmware is known to name another chassis (iMac19,1 says "Laptop", Surface Pro "Laptop", …).
_BY_MODEL: tuple[tuple[re.Pattern[str], Category], ...] = (
    (re.compile(r"imac|all[- ]in[- ]one|\baio\b", re.IGNORECASE), "all_in_one"),
    (re.compile(r"macbook|powerbook|surface (laptop|book)|chromebook(?!\s?box)", re.IGNORECASE), "laptop"),
    (re.compile(r"surface (pro|go|3|2|rt)\b", re.IGNORECASE), "tablet"),
    (
        re.compile(r"macmini|mac mini|macpro|mac pro|macstudio|chromebox|centre stick", re.IGNORECASE),
        "desktop",
    ),
    (re.compile(r"poweredge|proliant|xserve|primergy", re.IGNORECASE), "server"),
)


def of_chassis(*names: str | None) -> Category:
    """The first of these chassis names (dmidecode's or lshw's words) that means something, else ''."""
    for name in names:
        letters = _NOT_LETTERS.sub("", (name or "").lower())
        found = _CHASSIS.get(letters) or _CHASSIS.get(_ENDING.sub("", letters))
        if found:
            return found
    return ""


def decide(model: str | None, chassis: Category, has_battery: bool) -> Category:
    """The model's name wins over the chassis; a battery in a so-called desktop makes it a laptop."""
    for pattern, category in _BY_MODEL:
        if model and pattern.search(model):
            return category
    if has_battery and chassis in ("desktop", ""):
        return "laptop"
    return chassis
