"""After every migrate: guards and search indexes are put (back) in place."""

from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate

from rebond.common import database, search

database.register(*search.triggers())


def keep_promises(using: str, **_: Any) -> None:
    """Install guards and indexes on database ``using``, once all its tables are there."""
    connection = connections[using]
    if "inventory_device" in connection.introspection.table_names():
        search.install(connection)
        database.install(connection)


# Django tells only applications that hold models; by then the tables of all of them are there.
post_migrate.connect(keep_promises, sender=apps.get_app_config("inventory"))
