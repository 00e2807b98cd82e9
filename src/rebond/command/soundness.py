"""Looked at from outside: is there any row that the guards should have refused?"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rebond.collection.categories import HOLDS_NO_DATA
from rebond.inventory.states import GUARDED


def _words(values: object) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))  # type: ignore[call-overload]


_OUT = f"v.state IN ({_words(GUARDED)})"
_BREACHES = {
    gettext_noop("a device is out with an unproven drive"): (
        "inventory_sighting s JOIN inventory_device v ON v.id = s.device_id"
        f" WHERE s.settled_at IS NULL AND {_OUT}"
    ),
    gettext_noop("a device is out although no drive was ever seen in it, nor said to be absent"): (
        f"inventory_device v WHERE {_OUT} AND v.category NOT IN ({_words(HOLDS_NO_DATA)})"
        " AND NOT EXISTS (SELECT 1 FROM inventory_sighting s"
        " WHERE s.device_id = v.id AND s.reception = v.reception)"
        " AND NOT EXISTS (SELECT 1 FROM erasure_nodrivestatement n"
        " WHERE n.device_id = v.id AND n.reception = v.reception)"
    ),
    gettext_noop("a sighting is settled by an erasure that proves nothing"): (
        "inventory_sighting s WHERE s.settled_by = 'erasure' AND NOT EXISTS (SELECT 1 FROM erasure_erasure e"
        " WHERE e.id = s.proof_id AND e.drive_id = s.drive_id AND e.proves)"
    ),
    gettext_noop("a sighting is settled by a destruction that is not there"): (
        "inventory_sighting s WHERE s.settled_by = 'destruction'"
        " AND NOT EXISTS (SELECT 1 FROM erasure_destruction d"
        " WHERE d.id = s.proof_id AND d.drive_id = s.drive_id)"
    ),
    gettext_noop("a sighting is settled by a removal that is not there"): (
        "inventory_sighting s WHERE s.settled_by = 'removal' AND NOT EXISTS (SELECT 1 FROM erasure_removal r"
        " WHERE r.id = s.proof_id AND r.drive_id = s.drive_id AND r.device_id = s.device_id"
        " AND r.reception = s.reception)"
    ),
    gettext_noop("a drive is called erased without a proof"): (
        "inventory_drive x WHERE x.data_state = 'erased' AND NOT EXISTS (SELECT 1 FROM erasure_erasure e"
        " WHERE e.drive_id = x.id AND e.proves AND e.finished_at >= x.debt_since)"
    ),
    gettext_noop("a session counts seats that nobody holds, or not those that somebody does"): (
        "training_trainingsession t WHERE t.taken <> (SELECT COUNT(*) FROM training_enrolment e"
        " WHERE e.session_id = t.id AND e.state = 'enrolled')"
    ),
}


def breaches(connection: BaseDatabaseWrapper) -> list[str]:
    """One line for each kind of breach found, with how many rows; none in a sound database."""
    found = []
    with connection.cursor() as cursor:
        for words, rows in _BREACHES.items():
            cursor.execute(f"SELECT COUNT(*) FROM {rows}")
            if n := cursor.fetchone()[0]:
                found.append(f"{_(words)} : {n}")
    return found
