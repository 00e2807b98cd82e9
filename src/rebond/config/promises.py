"""Guards are lifted before a migration; after it they and the search indexes are put (back) in place."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate, pre_migrate

from rebond.common import database, search
from rebond.records import counting

database.register(*search.triggers())


def keep_promises(using: str, plan: Sequence[object] = (), **_: Any) -> None:
    """Install guards and indexes on database ``using``, once all its tables are there. What a migration
    changed while guards were lifted, or what this version counts and the last did not, is counted again.
    """
    connection = connections[using]
    if "inventory_device" in connection.introspection.table_names() and _is_up_to_date(using):
        search.install(connection)
        database.install(connection)
        if plan:
            counting.rebuild(connection)


def _is_up_to_date(using: str) -> bool:
    """Whether every table is as this version knows it: guards and counters speak of no other."""
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def lift_promises(using: str, plan: Sequence[tuple[object, bool]] = (), **_: Any) -> None:
    """Before a migration: SQLite makes a table again to change it, and a trigger that names it stops that; on
    the way back, no column that a trigger names can be taken away.
    """
    is_going_back = any(backwards for _migration, backwards in plan)
    if plan and (connections[using].vendor == "sqlite" or is_going_back):
        database.lift(connections[using])


# Django tells only applications that hold models; by then the tables of all of them are there.
pre_migrate.connect(lift_promises, sender=apps.get_app_config("inventory"))
post_migrate.connect(keep_promises, sender=apps.get_app_config("inventory"))
