"""The association, its users, the humans and organisations it meets, the communes of France."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now
from rebond.common.search import Searchable
from rebond.people.roles import Right, Role, may


class Commune(models.Model):
    """A French commune of today. Source: people/territory/SOURCE.md."""

    insee = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80, db_index=True)
    postcodes = models.CharField(max_length=200, blank=True)
    epci_siren = models.CharField(max_length=9, blank=True, db_index=True)
    epci_name = models.CharField(max_length=120, blank=True)
    departement = models.CharField(max_length=3, blank=True, db_index=True)
    departement_name = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=3, blank=True, db_index=True)
    region_name = models.CharField(max_length=80, blank=True)
    population = models.PositiveIntegerField(null=True)
    search_text = models.CharField(max_length=300, db_index=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})" if self.departement else self.name


class Association(models.Model):
    """The one association of this installation (a single row)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the association"), max_length=120)
    prefix = models.CharField(_("prefix of the numbers"), max_length=5)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    purpose = models.CharField(_("purpose, as in the statutes"), max_length=300, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    public_url = models.URLField(_("public address"), blank=True)
    second_check = models.BooleanField(
        _("a second person checks every machine before it is ready"), default=True
    )
    hold_hours = models.PositiveSmallIntegerField(_("hours a reservation is held"), default=48)
    warranty_months = models.PositiveSmallIntegerField(_("months of warranty"), default=6)
    communes_version = models.CharField(max_length=40, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="only_one_association")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates users; passwords are always hashed."""

    def create_user(self, username: str, password: str, role: Role, **facts: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), role=role, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in: a volunteer or a member of staff, with one role."""

    class RoleLabel(models.TextChoices):
        ADMINISTRATOR = Role.ADMINISTRATOR.value, _("administrator")
        COORDINATOR = Role.COORDINATOR.value, _("coordinator")
        TECHNICIAN = Role.TECHNICIAN.value, _("technician")
        COUNTER = Role.COUNTER.value, pgettext_lazy("role", "counter")
        TRAINER = Role.TRAINER.value, _("trainer")
        READER = Role.READER.value, _("reader")

    username = models.CharField(_("user name"), max_length=40, unique=True)
    display_name = models.CharField(_("name shown"), max_length=80)
    role = models.CharField(_("role"), max_length=20, choices=RoleLabel)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.display_name

    def may(self, right: Right) -> bool:
        return self.is_active and may(self.role, right)


class AgentToken(models.Model):
    """A secret that lets a bench machine send reports; only its hash is kept."""

    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Organisation(Searchable):
    """A company, local authority, association…: donor, prescriber, partner, recycler or recipient."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        LOCAL_AUTHORITY = "local_authority", _("local authority")
        STATE = "state", _("State service")
        SCHOOL = "school", _("school")
        ASSOCIATION = "association", _("association")
        RECYCLER = "recycler", _("recycler")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(Searchable.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="one_organisation_per_siret"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Person(Searchable):
    """One human, whatever the part they play. Minimal: a name, a way to reach them, a town."""

    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(Searchable.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()
