"""The words of the erasure certificate and of the failure statement, drawn from what is signed.

Fields: NIST SP 800-88r2 §4.6 and its sample certificate (media, source, method, technique, tool,
verification, people, dates). No row is read here: only what is told, in the words of the standard.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from rebond.common.units import bytes_fr
from rebond.records.document import Attachment, Column, Document, Issuer, Section, Signature

CERTIFICATE, FAILURE = "certificat-effacement v1", "constat-echec v1"
SOURCE: Final = (
    "Champs : NIST SP 800-88r2, § 4.6. Modèle de Rebond, {}. PDF/A-3a et PDF/UA-1 par Typst, non audité par"
    " veraPDF."
)
MANY = 3
"""With more drives than this they are a table, not a sheet each."""

_METHODS: Final = {"clear": "Clear", "purge": "Purge", "destroy": "Destroy", "": "non précisée"}
_VERIFICATIONS: Final = {
    "full": "relecture de tout le support", "sampled": "relecture par échantillons", "none": "aucune",
    "witnessed": "destruction constatée par un témoin",
}  # fmt: skip
_MEDIA: Final = {
    "hdd": "disque dur magnétique", "ssd": "SSD", "nvme": "SSD NVMe", "emmc": "mémoire soudée (eMMC)",
    "sd": "carte mémoire", "usb": "support USB", "phone": "mémoire interne", "unknown": "type inconnu",
}  # fmt: skip
_FLASH: Final = {"ssd", "nvme", "emmc", "sd", "usb", "phone"}
_RESULTS: Final = {
    "success": "réussi", "failure": "échoué", "aborted": "interrompu", "not_run": "pas exécuté",
}  # fmt: skip
_LIMITS: Final = (
    "Clear et Purge sont les mots de NIST SP 800-88r2. La conformité à IEEE 2883 n’est pas affirmée.",
    "Les outils employés n’ont pas de certification de sécurité de premier niveau (CSPN) de l’ANSSI.",
    "Un support qui n’a été ni vu ni déclaré dans la machine n’est pas couvert.",
)
_FLASH_LIMIT: Final = (
    "Mémoire flash effacée par réécriture (Clear) : ses cellules de réserve ne sont pas atteignables par"
    " l’ordinateur."
)

Told = Mapping[str, Any]


def certificate(
    told: Told, signed: bytes, issuer: Issuer, url: str, made_at: datetime, by: Signature
) -> Document:
    """The certificate of what is ``told``; ``signed`` is the JSON inside, ``url`` checks it or is empty."""
    number, media = str(told["number"]), told["media"]
    sections = [Section(facts=_about(told["subject"], media))]
    if len(media) <= MANY:
        sections += [_sheet(medium) for medium in media]
    else:
        sections.append(_table(media))
    if told["not_covered"]:
        sections.append(
            Section(
                "Supports non couverts",
                ["Leurs données ne sont pas prouvées effacées : " + ", ".join(told["not_covered"]) + "."],
            )
        )
    sections += [Section("Limites", told["limitations"]), _how_to_check(url, told["head"]["key"])]
    return Document(
        title="Certificat d’effacement",
        number=number,
        issuer=issuer,
        made_at=made_at,
        source=SOURCE.format(CERTIFICATE),
        sections=sections,
        signatures=[by],
        attachment=Attachment("certificat.json", signed, "Le certificat signé, lisible par un programme"),
        check_url=url,
    )


def _how_to_check(url: str, key: str) -> Section:
    words = [
        f"En ligne : {url}" if url else "",
        "Sans réseau ni confiance en nous : python3 rebond_verify.py --key CLÉ FICHIER.pdf. Le"
        " programme et la clé sont à la même adresse. Ce PDF n’est qu’une lecture du fichier"
        " certificat.json qu’il contient, signé (Ed25519), où chaque preuve mène à la tête signée de"
        " notre journal scellé (RFC 9162).",
        f"Clé publique : {key}",
    ]
    return Section("Vérifier ce certificat", [line for line in words if line])


def _about(subject: Mapping[str, str], media: Sequence[Any]) -> list[tuple[str, str]]:
    if subject["kind"] == "donation":
        siret = f", SIRET {subject['siret']}" if subject["siret"] else ""
        about = [
            ("Don", subject["number"]),
            ("Donateur", f"{subject['donor']}{siret}" if subject["donor"] else "—"),
        ]
    elif subject["kind"] == "device":
        about = [
            ("Machine", f"{subject['number']}, {subject['model']}"),
            ("N° de série", subject["serial"] or "—"),
        ]
    else:
        about = []
    return [*about, ("Supports couverts", str(len(media)))]


def _sheet(medium: Told) -> Section:
    """Every field of the standard's sample, for one drive."""
    done = medium["sanitization"]
    facts = [
        *_drive(medium),
        ("Méthode", _METHODS[done["method"]]),
        ("Technique", done["technique"]),
        ("Outil, version", f"{done['tool']} {done['tool_version']}".strip() or "—"),
        ("Vérification", _VERIFICATIONS[done["verification"]]),
        ("Résultat", f"{_RESULTS[done['result']]}, erreurs : {done['errors']}"),
        ("Commencé le", _moment(done["started_at"])),
        ("Terminé le", _moment(done["finished_at"])),
        ("Par", _person(done)),
        ("Enregistré le", _moment(done["recorded_at"])),
    ]
    return Section(f"Support {medium['serial'] or medium['model'] or ''}".strip(), facts=facts)


def _drive(medium: Told) -> list[tuple[str, str]]:
    return [
        ("Marque, modèle", f"{medium['maker']} {medium['model']}".strip() or "—"),
        ("N° de série", medium["serial"] or "illisible ou absent"),
        ("Type, capacité", ", ".join(filter(None, (_MEDIA[medium["media_type"]], _size(medium))))),
        ("Provenance", _source(medium["source"])),
    ]


def _table(media: Sequence[Any]) -> Section:
    columns = [
        Column("Support", 2.2), Column("N° de série", 2), Column("Machine", 1.9), Column("Méthode", 1),
        Column("Technique, outil", 2.4), Column("Vérification", 1.5), Column("Terminé le, par", 2),
    ]  # fmt: skip
    rows = []
    for medium in media:
        done, source = medium["sanitization"], medium["source"]
        rows.append([
            ", ".join(filter(None, (f"{medium['maker']} {medium['model']}".strip(), _size(medium)))),
            medium["serial"] or "illisible",
            source["number"] if source else "—",
            _METHODS[done["method"]],
            ", ".join(filter(None, (done["technique"], f"{done['tool']} {done['tool_version']}".strip()))),
            _VERIFICATIONS[done["verification"]],
            f"{_moment(done['finished_at'])}, {_person(done)}",
        ])  # fmt: skip
    return Section("Supports", columns=columns, rows=rows)


def _size(medium: Told) -> str:
    return bytes_fr(medium["size_bytes"]) if medium["size_bytes"] else ""


def _source(source: Mapping[str, str] | None) -> str:
    if source is None:
        return "support reçu seul"
    serial = f", n° de série {source['serial']}" if source["serial"] else ""
    return f"{source['number']}, {source['maker']} {source['model']}".strip() + serial


def _person(done: Told) -> str:
    name = done["performed_by"]["name"] or "station de l’atelier"
    return f"{name}, témoin {done['witness']}" if done["witness"] else name


def _moment(told: str | None) -> str:
    """« 03/11/2026 14:05 », or the day alone when no hour is known."""
    if not told:
        return "non dit"
    if len(told) == 10:
        return f"{date.fromisoformat(told):%d/%m/%Y}"
    return f"{timezone.localtime(datetime.fromisoformat(told)):%d/%m/%Y %H:%M}"


def failure(told: Told, issuer: Issuer, made_at: datetime, by: Signature) -> Document:
    """The statement that a drive could not be erased, and the order to destroy it."""
    return Document(
        title="Constat d’échec d’effacement",
        number=told["number"],
        issuer=issuer,
        made_at=made_at,
        source=SOURCE.format(FAILURE),
        notices=[
            "Données NON effacées. Ce support doit être détruit devant un témoin ; il ne quitte pas la maison"
            " avant."
        ],
        sections=[
            Section("Support", facts=_drive(told)),
            _tries(told["tries"]),
            Section(
                "Ordre de destruction",
                [
                    "À remplir à la main, puis à enregistrer sur la fiche du support : sa destruction le rend"
                    " sans danger."
                ],
                facts=[("Moyen", "…" * 20), ("Le", "…" * 10)],
            ),
        ],
        signatures=[by, Signature("Destruction faite par"), Signature("Témoin")],
    )


def _tries(tries: Sequence[Told]) -> Section:
    columns = [
        Column("Terminé le"),
        Column("Technique, outil", 2),
        Column("Résultat"),
        Column("Vérification"),
        Column("Erreurs", 0.6, right=True),
    ]
    rows = [
        [
            _moment(done["finished_at"]),
            ", ".join(filter(None, (done["technique"], f"{done['tool']} {done['tool_version']}".strip()))),
            _RESULTS[done["result"]],
            _VERIFICATIONS[done["verification"]],
            str(done["errors"]),
        ]
        for done in tries
    ]
    return Section("Tentatives", columns=columns, rows=rows)


def limitations(media: Sequence[Told]) -> list[str]:
    """What the certificate does not say."""
    rewritten = any(
        one["media_type"] in _FLASH and one["sanitization"]["method"] in ("clear", "") for one in media
    )
    return [*_LIMITS, *([_FLASH_LIMIT] if rewritten else [])]
