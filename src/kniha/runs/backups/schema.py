"""The tables as a backup's migrations say they were: made in an empty database, and as models to load rows into."""

from collections.abc import Iterable

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from kniha.book.management.commands.migrate import BEFORE
from kniha.vocab.errors import ConflictError

Migration = tuple[str, str]


def check_known(migrations: Iterable[Migration]) -> None:
    """ConflictError where this program does not know one of `migrations`: the backup is of a newer one."""
    loader = MigrationLoader(connection)
    replaced = {one for migration in loader.replacements.values() for one in migration.replaces}
    unknown = sorted(set(migrations) - set(loader.disk_migrations) - replaced)
    if unknown:
        raise ConflictError(f"the backup is of a newer program: this one does not know the migration {'.'.join(unknown[0])}")


def check_own() -> None:
    """ConflictError where the tables of the database are not those of this program."""
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ConflictError(f"{len(waiting)} migrations wait: the program that these tables are of makes their backup")


def make(migrations: Iterable[Migration]) -> Apps:
    """Bring the empty database to `migrations`; return its models. Done again, it finds them done."""
    loader = MigrationLoader(connection)
    leaves = _leaves(loader, set(migrations))
    for some in ([leaf for leaf in leaves if leaf[0] in BEFORE], leaves):
        executor = MigrationExecutor(connection)
        executor.migrate([leaf for leaf in some if leaf not in executor.loader.applied_migrations])
    state: Apps = loader.project_state(leaves).apps
    return state


def _leaves(loader: MigrationLoader, migrations: set[Migration]) -> list[Migration]:
    """Those of `migrations` that the program has, and after which none of them comes."""
    there = migrations & set(loader.graph.nodes)
    return sorted(one for one in there if not any(child.key in there for child in loader.graph.node_map[one].children))
