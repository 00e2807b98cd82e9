"""Results at their largest: every counter counted again from its rows, the yearly report, the draws of the
range:  python -m bench.results HOME

Reads a home that `rebond demo --scale` made, and prints one line of JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main(home: Path) -> None:
    """Time each once, as a person would meet it."""
    os.environ |= {"REBOND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    import django

    django.setup()
    from rebond.common.dates import today
    from rebond.impact import co2e, indicators
    from rebond.impact.annual_report import annual_report
    from rebond.people.services import association
    from rebond.records import odt
    from rebond.records.document import draw

    founder = association()
    assert founder is not None, "the home holds a demonstration"
    mix = {"laptop": 250, "desktop": 60, "monitor": 45, "phone": 32, "tablet": 13}
    told = {
        "draws_20000": {"seconds": _seconds(lambda: co2e.spread(mix))},
        "recount": {"seconds": _seconds(indicators.recount)},
        "annual_report": {"pdf_s": _seconds(lambda: draw(annual_report(founder, today().year)))},
    }
    told["annual_report"]["odt_s"] = _seconds(lambda: odt.write(annual_report(founder, today().year)))
    print(json.dumps(told))


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return round(time.perf_counter() - before, 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
