"""The words of our messages about machines: a title, a day in words, a place, a telephone."""

from datetime import date, datetime

from django.utils import timezone

from rebond.people.messages import Notice
from rebond.people.notices import day_words, hour_words, notice


def appointment(at: datetime) -> Notice:
    """A machine waits, come and see it."""
    local = timezone.localtime(at)
    return notice(
        "appointment",
        "votre rendez-vous",
        "{title}: rendez-vous pour votre ordinateur {day} à {hour}, {place}. Empêché? {phone}",
        "Nous vous attendons {day} à {hour}, {place}, pour votre ordinateur. Si vous ne pouvez pas venir,"
        " appelez {phone} : la place ira à quelqu’un d’autre et nous vous en proposerons une autre.",
        day=day_words(local.date()),
        hour=hour_words(local),
    )


def held(until: datetime) -> Notice:
    """A machine is kept for them."""
    local = timezone.localtime(until)
    return notice(
        "held",
        "un ordinateur vous attend",
        "{title}: un ordinateur vous attend jusqu'au {day} à {hour}, {place}. Répondre: {phone}",
        "Un ordinateur est gardé pour vous jusqu’au {day} à {hour}, {place}. Appelez {phone} pour venir le"
        " chercher. Après ce jour, il sera proposé à une autre famille ; votre demande reste sur la liste.",
        day=day_words(local.date()),
        hour=hour_words(local),
    )


def loan_due(due_on: date) -> Notice:
    """A loan ends soon."""
    return notice(
        "loan_due",
        "fin du prêt",
        "{title}: votre prêt d'ordinateur finit {day}. Rendez-le ({place}) ou prolongez: {phone}",
        "Le prêt de votre ordinateur finit {day}. Vous pouvez le rendre, {place}, ou demander à le garder"
        " plus longtemps : appelez {phone}.",
        day=day_words(due_on),
    )


def loan_late(due_on: date) -> Notice:
    """A loan is over; said without blame."""
    return notice(
        "loan_late",
        "prêt à rendre",
        "{title}: le prêt d'ordinateur devait finir {day}. On en parle? {phone}",
        "Le prêt de votre ordinateur devait finir {day}. Appelez {phone} : nous trouverons ensemble une"
        " solution.",
        day=day_words(due_on),
    )


def follow_up(months: int) -> Notice:
    """How is it going, after some months?"""
    since = "un mois" if months == 1 else f"{months} mois" if months < 12 else "un an"
    return notice(
        "follow_up",
        "votre ordinateur",
        "{title}: votre ordinateur vous sert-il bien, après {since}? Un souci, une question: {phone}",
        "Vous avez votre ordinateur depuis {since}. Vous sert-il bien ? Pour un souci ou une question,"
        " appelez {phone}, ou scannez l’étiquette de l’ordinateur.",
        since=since,
    )


def instalment_due(due_on: date) -> Notice:
    """A part of the price is due soon."""
    return notice(
        "instalment",
        "votre paiement",
        "{title}: paiement de votre ordinateur attendu {day}, {place}. Un souci? {phone}",
        "Un paiement pour votre ordinateur est attendu {day}, {place}. Si c’est difficile, appelez {phone}.",
        day=day_words(due_on),
    )
