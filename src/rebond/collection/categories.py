"""What kinds of things are collected."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Category of a device, announced, counted, or on our shelves."""

    LAPTOP = "laptop", _("laptop")
    DESKTOP = "desktop", _("desktop computer")
    ALL_IN_ONE = "all_in_one", _("all-in-one")
    SERVER = "server", _("server")
    TABLET = "tablet", _("tablet")
    PHONE = "phone", _("smartphone")
    MONITOR = "monitor", _("monitor")
    PRINTER = "printer", _("printer")
    PERIPHERAL = "peripheral", _("peripheral")
    OTHER = "other", _("other device")


# A printer may hold a disk and « other » may be anything: absence of proof is never proof.
HOLDS_NO_DATA = (Category.MONITOR, Category.PERIPHERAL)
