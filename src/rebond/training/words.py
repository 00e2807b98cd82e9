"""The words of digital mediation: the value is the code of La Coop or of RDV Service Public, the label ours.

Source of the codes: La Coop de la médiation numérique, commit 46aa33b (2026-06-30), and RDV Service Public
(participation.rb); a test compares them with the founders' copy of the standards.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Theme(models.TextChoices):
    """What it was about. Those after ADMINISTRATIVE say which formality it helped with."""

    DIAGNOSIS = "diagnostic_numerique", _("finding where one stands")
    HARDWARE = "prendre_en_main_du_materiel", _("getting to know a computer")
    MAINTENANCE = "maintenance_de_materiel", _("upkeep of a computer")
    CONTENT = "gere_ses_contenus_numeriques", _("files and photos")
    INTERNET = "navigation_sur_internet", _("the internet")
    EMAIL = "email", _("electronic mail")
    OFFICE = "bureautique", _("letters and sheets")
    SOCIAL = "reseaux_sociaux", _("social networks")
    HEALTH = "sante", _("health online")
    BANK = "banque_et_achats_en_ligne", _("bank and shops online")
    BUSINESS = "entrepreneuriat", _("help to a professional")
    JOB = "insertion_professionnelle", _("looking for a job")
    SECURITY = "securite_numerique", _("staying safe")
    PARENTS = "parentalite", _("parents and screens")
    SCHOOL = "scolarite_et_numerique", _("school online")
    CREATE = "creer_avec_le_numerique", _("making things")
    CULTURE = "culture_numerique", _("understanding digital life")
    AI = "intelligence_artificielle", _("artificial intelligence")
    ADMINISTRATIVE = "aide_aux_demarches_administratives", _("help with formalities")
    PAPERS = "papiers_elections_citoyennete", _("identity papers, elections")
    FAMILY = "famille_scolarite", _("family, school")
    WELFARE = "social_sante", _("social security, health")
    WORK = "travail_formation", _("work, training")
    HOUSING = "logement", _("housing")
    TRANSPORT = "transports_mobilite", _("transport")
    TAXES = "argent_impots", _("money, taxes")
    JUSTICE = "justice", _("justice")
    ABROAD = "etrangers_europe", _("foreigners, Europe")
    LEISURE = "loisirs_sports_culture", _("leisure, sport, culture")
    ASSOCIATIONS = "associations", _("associations")


FORMALITIES: Final = frozenset(
    {
        Theme.PAPERS, Theme.FAMILY, Theme.WELFARE, Theme.WORK, Theme.HOUSING, Theme.TRANSPORT, Theme.TAXES,
        Theme.JUSTICE, Theme.ABROAD, Theme.LEISURE, Theme.ASSOCIATIONS,
    }
)  # fmt: skip
"""Only allowed with « aide_aux_demarches_administratives » (rule of La Coop)."""


class Level(models.TextChoices):
    BEGINNER = "debutant", _("beginner")
    INTERMEDIATE = "intermediaire", _("intermediate")
    ADVANCED = "avance", _("advanced")


class PlaceKind(models.TextChoices):
    """Where an individual help took place."""

    VENUE = "lieu_activite", _("at our place")
    HOME = "domicile", _("at their home")
    REMOTE = "a_distance", _("remotely")
    OTHER = "autre", pgettext_lazy("place", "elsewhere")


class Gear(models.TextChoices):
    COMPUTER = "ordinateur", _("computer")
    PHONE = "telephone", pgettext_lazy("gear", "telephone")
    TABLET = "tablette", _("tablet")
    OTHER = "autre", pgettext_lazy("gear", "something else")
    NONE = "aucun", _("no device")


class Autonomy(models.TextChoices):
    GUIDED = "entierement_accompagne", _("guided all along")
    PARTLY = "partiellement_autonome", _("alone, with help at times")
    ALONE = "autonome", pgettext_lazy("autonomy", "alone")


class Redirection(models.TextChoices):
    ADMINISTRATION = "administration", _("administration (town hall, prefecture…)")
    MEDIATION = "mediation_numerique", _("another place of digital help")
    OPERATOR = "operateur_ou_organisme_en_charge", _("the body in charge of the formality")
    WELFARE = "aide_sociale", _("social help")
    JOB = "insertion_professionnelle", _("help towards a job")
    FORMALITIES = "aide_aux_demarches_administratives", _("help with formalities (France Services…)")
    OTHER = "autre", pgettext_lazy("redirection", "somebody else")


class Gender(models.TextChoices):
    WOMAN = "feminin", _("woman")
    MAN = "masculin", _("man")
    UNKNOWN = "non_communique", pgettext_lazy("gender", "not said")


class Occupation(models.TextChoices):
    """La Coop's « statut social »."""

    SCHOOL = "scolarise", _("at school or studying")
    JOBLESS = "sans_emploi", _("without a job")
    EMPLOYED = "en_emploi", _("in a job")
    RETIRED = "retraite", _("retired")
    UNKNOWN = "non_communique", pgettext_lazy("occupation", "not said")


class AgeBand(models.TextChoices):
    """Bands of La Coop: the age reached in the year, from the year of birth alone."""

    UNDER_12 = "moins_de_douze", _("under 12")
    UNDER_18 = "douze_dix_huit", _("12 to 17")
    UNDER_25 = "dix_huit_vingt_quatre", _("18 to 24")
    UNDER_40 = "vingt_cinq_trente_neuf", _("25 to 39")
    UNDER_60 = "quarante_cinquante_neuf", _("40 to 59")
    UNDER_70 = "soixante_soixante_neuf", _("60 to 69")
    OVER_70 = "soixante_dix_plus", _("70 and over")
    UNKNOWN = "non_communique", pgettext_lazy("age", "not said")


class Status(models.TextChoices):
    """Did somebody come? Five words that part what we cancelled from what they did (RDV Service Public)."""

    UNKNOWN = "unknown", pgettext_lazy("attendance", "not told yet")
    SEEN = "seen", pgettext_lazy("attendance", "present")
    EXCUSED = "excused", pgettext_lazy("attendance", "excused")
    REVOKED = "revoked", pgettext_lazy("attendance", "cancelled by us")
    NO_SHOW = "noshow", pgettext_lazy("attendance", "absent")


class Trainee(models.TextChoices):
    """Frame F-1 of the « bilan pédagogique et financier » (Cerfa 10443)."""

    EMPLOYEE = "a", _("employee of a private employer")
    APPRENTICE = "b", _("apprentice")
    JOBSEEKER = "c", pgettext_lazy("trainee", "looking for a job")
    INDIVIDUAL = "d", _("individual, at their own cost")
    OTHER = "e", pgettext_lazy("trainee", "other")


class Aim(models.TextChoices):
    """Frame F-3 of the BPF: the general aim of a training."""

    LEVEL_6 = "a.6-8", _("registered diploma or title, level 6 to 8")
    LEVEL_5 = "a.5", _("registered diploma or title, level 5")
    LEVEL_4 = "a.4", _("registered diploma or title, level 4")
    LEVEL_3 = "a.3", _("registered diploma or title, level 3")
    LEVEL_2 = "a.2", _("registered diploma or title, level 2")
    CQP = "a.cqp", _("registered CQP without a level")
    SPECIFIC = "b", _("certification of the « répertoire spécifique »")
    UNREGISTERED = "c", _("CQP that is not registered")
    OTHER = "d", _("other vocational training")
    SKILLS = "e", _("« bilan de compétences »")
    EXPERIENCE = "f", _("help towards a « VAE »")


class Income(models.TextChoices):
    """Frame C of the BPF: where the money of vocational training comes from."""

    COMPANIES = "1", _("companies, for their employees")
    OPCO_A = "2a", _("OPCO: apprenticeship contracts")
    OPCO_B = "2b", _("OPCO: « contrats de professionnalisation »")
    OPCO_C = "2c", _("OPCO: reconversion by alternance")
    OPCO_D = "2d", _("OPCO: individual leave, career transition")
    OPCO_E = "2e", _("OPCO: personal training account (CPF)")
    OPCO_F = "2f", _("OPCO: schemes for people looking for a job")
    OPCO_G = "2g", _("OPCO: schemes for the self-employed")
    OPCO_H = "2h", _("OPCO: skills plan or other schemes")
    PUBLIC_STAFF = "3", _("public bodies, for their agents")
    EUROPE = "4", _("European bodies")
    STATE = "5", _("the State")
    REGION = "6", _("regional councils")
    FRANCE_TRAVAIL = "7", _("France Travail")
    OTHER_PUBLIC = "8", _("other public resources")
    INDIVIDUALS = "9", _("people, at their own cost")
    OTHER_BODIES = "10", _("other training bodies")
    OTHER = "11", _("other income of vocational training")
