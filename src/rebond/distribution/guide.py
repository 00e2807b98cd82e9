"""The « kit de démarrage »: one sheet that goes home with a machine, in plain French, also in large print."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from rebond.common import pdf, qr

_TEMPLATE = Path(__file__).with_name("paper_templates") / "guide.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideFacts:
    """``name``, ``phone``, ``address`` are the association's; ``page_url`` opens the page of this machine."""

    name: str
    phone: str
    address: str
    title: str
    number: str
    system: str
    category: str
    page_url: str
    warranty: str
    day: date


def guide(facts: GuideFacts, *, large: bool) -> bytes:
    """PDF/A-3a and PDF/UA-1. ``large``: 20 points, for whoever reads with difficulty."""
    words: dict[str, pdf.Json] = {
        "name": facts.name,
        "title": facts.title,
        "number": facts.number,
        "large": large,
        "sections": _sections(facts),
        "help": [line for line in (_called(facts), facts.address, _scan(facts)) if line],
    }
    issued_at = datetime.combine(facts.day, time(), UTC)
    return pdf.render(_TEMPLATE, words, {"qr": qr.svg(facts.page_url)}, timestamp=issued_at)


def _called(facts: GuideFacts) -> str:
    return f"Appelez {facts.name} : {facts.phone}" if facts.phone else f"Passez voir {facts.name}"


def _scan(facts: GuideFacts) -> str:
    return "Ou scannez l’étiquette collée sur l’ordinateur avec un téléphone."


def _sections(facts: GuideFacts) -> list[pdf.Json]:
    first = [
        "Branchez le chargeur, puis appuyez sur le bouton de marche."
        if facts.category == "laptop"
        else "Branchez l’écran, le clavier, la souris et la prise, puis appuyez sur le bouton de marche.",
        "Attendez que l’écran s’allume : cela peut prendre une minute.",
        "Choisissez un mot de passe que vous retiendrez. Ne le donnez à personne, pas même à nous.",
        "Pour éteindre : ouvrez le menu, puis « Éteindre ». Ne coupez pas la prise.",
    ]
    internet = [
        "Ouvrez la liste des réseaux, en bas ou en haut à droite de l’écran.",
        "Choisissez le nom de votre box, puis tapez la clé écrite dessous.",
        "Pas de box ? Un téléphone peut partager sa connexion : demandez-nous comment.",
    ]
    safe = [
        "Personne ne vous demandera jamais votre code de carte bancaire par message ou au téléphone.",
        "Un message qui presse ou qui fait peur est souvent une arnaque : ne cliquez pas, demandez-nous.",
        "Acceptez les mises à jour que l’ordinateur propose.",
    ]
    told: list[pdf.Json] = [
        {"title": "La première fois", "numbered": True, "lines": first},
        {"title": "Se connecter à Internet", "numbered": True, "lines": internet},
        {"title": "Rester tranquille", "numbered": False, "lines": safe},
    ]
    about = [line for line in (facts.system and f"Système : {facts.system}.", facts.warranty) if line]
    if about:
        told.append({"title": "Bon à savoir", "numbered": False, "lines": about})
    return told
