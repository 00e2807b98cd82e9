"""How a notice is put: the words of a stage, who sends it, where, how to answer, how to stop it. In French
whatever the screen; a text message fits 160 characters of its alphabet whatever the names.
"""

from datetime import date, datetime

from rebond.common.units import day_fr
from rebond.people import gsm7
from rebond.people.messages import Notice
from rebond.people.models import Association
from rebond.people.services import association

_BODY = "Bonjour,\n\n{text}\n\n{name}\n{where}{phone}{stop}"


def notice(kind: str, subject: str, sms: str, body: str, **words: str) -> Notice:
    """``sms`` and ``body`` hold ``{title}``, ``{place}``, ``{phone}`` and the stage's own ``words``.

    ``place`` is the association's unless the stage names another one.
    """
    founder = association() or Association(name="Rebond", prefix="RBD")
    where = founder.address or (founder.commune.name if founder.commune else founder.name)
    phone = founder.phone or "notre accueil"
    facts = {"title": founder.name, "place": where, "phone": phone, **words}
    stop = f"\n\nPour ne plus recevoir de message, dites-le à l’accueil ou appelez {phone}."
    text = _BODY.format(
        text=body.format(**facts), name=founder.name, where=f"{where}\n", phone=phone, stop=stop
    )
    return Notice(
        kind=kind, subject=f"{founder.name} : {subject}"[:120], sms=gsm7.fitted(sms, facts), body=text
    )


def day_words(day: date) -> str:
    """``mardi 3 novembre``: the year goes without saying."""
    return " ".join(day_fr(day).split(" ")[:3])


def hour_words(instant: datetime) -> str:
    """``14 h``, ``9 h 30``."""
    return f"{instant.hour} h" + (f" {instant.minute:02d}" if instant.minute else "")
