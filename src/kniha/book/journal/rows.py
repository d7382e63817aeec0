"""`apply`: the only code that writes a journalled table, live and in replay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any, assert_never

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kniha.book.classes import Journalled
from kniha.book.journal import codec
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, UnknownTermError
from kniha.vocab.ids import Id


class Verb(StrEnum):
    """What a change does to its row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One row of one table that comes, changes or goes; `fields` as they stand in an entry."""

    verb: Verb
    table: str
    id: Id
    fields: Mapping[str, JSON]


def insert(model: type[Journalled], new_id: Id, **values: Any) -> Change:  # Any: what Django fields hold
    """Change: a new row. A field at its declared default is left out (docs/spec/entry.md §5)."""
    defaults = _defaults(model)
    return Change(
        Verb.INSERT, _table(model), new_id, {name: value for name, value in _encoded(model, values).items() if value != defaults[name]}
    )


def update(row: Journalled, **values: Any) -> Change:  # Any: what Django fields hold
    """Change: new values for some fields of `row`."""
    return Change(Verb.UPDATE, _table(type(row)), Id(row.pk), _encoded(type(row), values))


def delete(row: Journalled) -> Change:
    """Change: `row` goes. Its entries stay."""
    return Change(Verb.DELETE, _table(type(row)), Id(row.pk), {})


def apply(changes: Iterable[Change], *, using: str = "default") -> None:
    """Write `changes` in their order; rows of one kind that come together are written together.

    Where all are inserts, as in an import, their order does not matter: each table is one statement, those referred to first.
    """
    told = tuple(changes)
    if all(change.verb is Verb.INSERT for change in told):
        places = {_table(model): place for place, model in enumerate(journalled_models())}
        told = tuple(sorted(told, key=lambda change: places.get(change.table, -1)))
    for (verb, table), group in groupby(told, key=lambda change: (change.verb, change.table)):
        _apply_group(verb, model_of(table), tuple(group), using)


def _apply_group(verb: Verb, model: type[Journalled], changes: Sequence[Change], using: str) -> None:
    rows: models.QuerySet[Journalled] = models.QuerySet(model, using=using)
    match verb:
        case Verb.INSERT:
            _insert(model, changes, connections[using])
        case Verb.UPDATE:
            for change in changes:
                _must_be_one(rows.filter(pk=change.id).update(**decoded(model, change.fields)))
        case Verb.DELETE:
            for change in changes:
                _must_be_one(rows.filter(pk=change.id).delete()[0])
        case _:
            assert_never(verb)


def _insert(model: type[Journalled], changes: Sequence[Change], connection: BaseDatabaseWrapper) -> None:
    """One prepared statement for all rows: model objects and Django's compiler took two thirds of an import's time."""
    known = {field.attname: (place, field) for place, field in enumerate(fields(model), 1)}
    defaults = [None, *(_prepared(field, field.get_default() if field.has_default() else None, connection) for field in fields(model))]
    parameters = []
    for change in changes:
        row = [*defaults]
        row[0] = change.id
        for name, value in decoded(model, change.fields).items():
            place, field = known[name]
            row[place] = _prepared(field, value, connection)
        parameters.append(row)
    execute_insert(model, ["id", *(str(field.column) for field in fields(model))], parameters, connection)


def _prepared(field: models.Field[Any, Any], value: Any, connection: BaseDatabaseWrapper) -> Any:  # Any: what Django fields hold
    return field.get_db_prep_save(value, connection)


def execute_insert(
    model: type[models.Model], columns: Sequence[str], parameters: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper
) -> None:  # Any: what a database driver takes
    """Insert many rows of `model` with one statement."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's public-by-custom API
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", parameters)  # noqa: S608  names of our own tables


def _must_be_one(count: int) -> None:
    if count != 1:
        raise ConflictError("the row to change is not there any more")


@cache
def journalled_models() -> tuple[type[Journalled], ...]:
    """Every journalled table, those that others refer to first."""
    found = [model for model in apps.get_app_config("book").get_models() if issubclass(model, Journalled)]
    ordered: list[type[Journalled]] = []
    while found:
        ready = [model for model in found if not _refers_to(model) & (set(found) - {model})]
        ordered += ready
        found = [model for model in found if model not in ready]
    return tuple(ordered)


def model_of(table: str) -> type[Journalled]:
    """Return the journalled model behind a table's name in an entry."""
    for model in journalled_models():
        if _table(model) == table:
            return model
    raise UnknownTermError(f"no journalled table is called {table[:40]!r}")


@cache
def fields(model: type[Journalled]) -> tuple[models.Field[Any, Any], ...]:
    """The fields of a journalled table, its id apart."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001  Django's public-by-custom API


def decoded(model: type[Journalled], values: Mapping[str, JSON]) -> dict[str, Any]:  # Any: what Django fields hold
    """Return `values` of an entry as Django fields hold them."""
    known = _by_name(model)
    unknown = values.keys() - known.keys()
    if unknown:
        raise UnknownTermError(f"table {_table(model)} has no field {min(unknown)!r}")
    return {name: codec.decode(known[name], value) for name, value in values.items()}


def encoded_rows(found: models.QuerySet[Journalled], model: type[Journalled]) -> dict[str, dict[str, JSON]]:
    """Return the rows of `found` by id, all fields as they would stand in an entry: what replay compares."""
    kept = fields(model)
    return {
        row[0]: {field.attname: codec.encode(field, value) for field, value in zip(kept, row[1:], strict=True)}
        for row in found.values_list("pk", *(field.attname for field in kept))
    }


def _encoded(model: type[Journalled], values: Mapping[str, Any]) -> dict[str, JSON]:  # Any: what Django fields hold
    known = _by_name(model)
    encoded = {}
    for name, value in values.items():
        if name not in known:
            raise UnknownTermError(f"table {_table(model)} has no field {name!r}")
        field = known[name]
        encoded[field.attname] = codec.encode(field, value.pk if isinstance(value, models.Model) else value)
    return encoded


@cache
def _by_name(model: type[Journalled]) -> Mapping[str, models.Field[Any, Any]]:
    return {field.name: field for field in fields(model)} | {field.attname: field for field in fields(model)}


_NO_DEFAULT = "\0 no default"


@cache
def _defaults(model: type[Journalled]) -> Mapping[str, JSON]:
    return {field.attname: codec.encode(field, field.get_default()) if field.has_default() else _NO_DEFAULT for field in fields(model)}


def _refers_to(model: type[Journalled]) -> set[Any]:  # Any: Django's related models
    return {field.related_model for field in fields(model) if field.is_relation}


def _table(model: type[models.Model]) -> str:
    return model._meta.model_name or ""  # noqa: SLF001  Django's public-by-custom API
