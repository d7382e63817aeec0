"""`apply`: the only code that writes a journalled table, live and in replay."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple, assert_never

from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from kniha.book.classes import Journalled
from kniha.book.journal import codec
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, UnknownTermError
from kniha.vocab.ids import Id

_TOGETHER = 50  # rows in one statement: half the time of one by one, and beyond it nothing more is gained


class Verb(StrEnum):
    """What a change does to its row."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Change(NamedTuple):
    """One row of one table that comes, changes or goes; `fields` as they stand in an entry. A tuple: replay makes millions of them."""

    verb: Verb
    table: str
    id: Id
    fields: Mapping[str, JSON]


def insert(model: type[Journalled], new_id: Id, **values: Any) -> Change:  # Any: what Django fields hold
    """Change: a new row. A field at its declared default is left out (docs/spec/entry.md §5)."""
    columns, fields = _columns(model), _encoded(model, values)
    return Change(Verb.INSERT, _table(model), new_id, {name: told for name, told in fields.items() if told != columns[name].default})


def update(row: Journalled, **values: Any) -> Change:  # Any: what Django fields hold
    """Change: new values for some fields of `row`."""
    return Change(Verb.UPDATE, _table(type(row)), Id(row.pk), _encoded(type(row), values))


def delete(row: Journalled) -> Change:
    """Change: `row` goes. Its entries stay."""
    return Change(Verb.DELETE, _table(type(row)), Id(row.pk), {})


def apply(changes: Iterable[Change], *, using: str = "default") -> None:
    """Write `changes`: those of one table in their order, the tables one after the other.

    Tables that others refer to come first. The references themselves are checked when the transaction ends.
    """
    by_table: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for model in sorted(map(model_of, by_table), key=journalled_models().index):
        for verb, group in groupby(by_table[_table(model)], key=lambda change: change.verb):
            _apply_group(verb, model, tuple(group), using)


def _apply_group(verb: Verb, model: type[Journalled], changes: Sequence[Change], using: str) -> None:
    match verb:
        case Verb.INSERT:
            _insert(model, changes, using)
        case Verb.UPDATE:
            for names, group in groupby(changes, key=lambda change: tuple(change.fields)):
                _update(model, names, tuple(group), using)
        case Verb.DELETE:
            _execute_each(f"DELETE FROM {_form(model, using).table} WHERE id = %s", [(change.id,) for change in changes], using)  # noqa: S608
        case _:
            assert_never(verb)


def _insert(model: type[Journalled], changes: Sequence[Change], using: str) -> None:
    """Straight to the driver: model objects and Django's compiler took two thirds of an import's time."""
    form = _form(model, using)
    # In the order of their ids: an index over random ids is then written page by page, and the order on the disk tells nothing.
    parameters = sorted((form.row(change) for change in changes), key=itemgetter(0))
    execute_insert(model, form.columns, parameters, connections[using])


def _update(model: type[Journalled], names: Sequence[str], changes: Sequence[Change], using: str) -> None:
    form, quote = _form(model, using), connections[using].ops.quote_name
    places = ", ".join(f"{quote(form.columns[form.place_of(name)[0]])} = %s" for name in names)
    statement = f"UPDATE {form.table} SET {places} WHERE id = %s"  # noqa: S608  names of our own tables
    _execute_each(statement, [form.parameters(change) for change in changes if names], using)


def _execute_each(statement: str, parameters: Sequence[Sequence[Any]], using: str) -> None:  # Any: what a database driver takes
    """Execute `statement` with each of `parameters`; each must find its one row."""
    if not parameters:  # an update of which every value was erased
        return
    with connections[using].cursor() as cursor:
        cursor.executemany(statement, parameters)
        if cursor.rowcount != len(parameters):
            raise ConflictError("the row to change is not there any more")


def execute_insert(
    model: type[models.Model], columns: Sequence[str], parameters: Sequence[Sequence[Any]], connection: BaseDatabaseWrapper
) -> None:  # Any: what a database driver takes
    """Insert many rows of `model`, some tens of them with each statement."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    head = f"INSERT INTO {_quoted(model, connection)} ({names}) VALUES "  # noqa: S608  names of our own tables
    row = f"({', '.join(['%s'] * len(columns))})"
    whole = len(parameters) - len(parameters) % _TOGETHER
    groups = (parameters[start : start + _TOGETHER] for start in range(0, whole, _TOGETHER))
    with connection.cursor() as cursor:
        cursor.executemany(head + ", ".join([row] * _TOGETHER), [[*chain.from_iterable(group)] for group in groups])
        cursor.executemany(head + row, parameters[whole:])


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
    model = _models_by_table().get(table)
    if model is None:
        raise UnknownTermError(f"no journalled table is called {table[:40]!r}")
    return model


@cache
def fields(model: type[Journalled]) -> tuple[codec.Field, ...]:
    """The fields of a journalled table, its id apart."""
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)  # noqa: SLF001  Django's public-by-custom API


def encoded_rows(found: models.QuerySet[Journalled], model: type[Journalled]) -> dict[str, dict[str, JSON]]:
    """Return the rows of `found` by id, all fields as they would stand in an entry: what replay compares."""
    encoders = [(field.attname, codec.codec_of(field).encode) for field in fields(model)]
    return {
        row[0]: {name: None if value is None else encode(value) for (name, encode), value in zip(encoders, row[1:], strict=True)}
        for row in found.values_list("pk", *(name for name, _ in encoders))
    }


@dataclass(frozen=True, slots=True)
class _Column:
    """What is to be known of a field for every row that comes."""

    name: str
    encode: Callable[[Any], JSON]  # Any: what a Django field holds
    default: JSON


_NO_DEFAULT = "\0 no default"


@cache
def _columns(model: type[Journalled]) -> Mapping[str, _Column]:
    """The fields of `model` by both of their names, `incident` and `incident_id`."""
    columns = {}
    for field in fields(model):
        default = codec.encode(field, field.get_default()) if field.has_default() else _NO_DEFAULT
        columns[field.name] = columns[field.attname] = _Column(field.attname, codec.encoder_of(field), default)
    return columns


def _encoded(model: type[Journalled], values: Mapping[str, Any]) -> dict[str, JSON]:  # Any: what Django fields hold
    columns, encoded = _columns(model), {}
    for name, value in values.items():
        if name not in columns:
            raise UnknownTermError(f"table {_table(model)} has no field {name!r}")
        column = columns[name]
        told = value.pk if isinstance(value, models.Model) else value
        encoded[column.name] = None if told is None else column.encode(told)
    return encoded


Parameter = Callable[[JSON], Any]  # Any: what a database driver takes


@dataclass(frozen=True, slots=True)
class _Form:
    """How the rows of a table are handed to one database's driver."""

    model: type[Journalled]
    table: str
    columns: tuple[str, ...]  # the id first
    defaults: tuple[Any, ...]  # Any: what a database driver takes; the id's is empty
    places: Mapping[str, tuple[int, Parameter | None]]  # no parameter: values are handed over as they stand in the entry

    def row(self, change: Change) -> list[Any]:  # Any: what a database driver takes
        """A new row; a field that `change` does not name has its default."""
        row, places = [*self.defaults], self.places
        row[0] = change.id
        for name, value in change.fields.items():
            place, parameter = places[name] if name in places else self.place_of(name)
            row[place] = value if parameter is None else parameter(value)
        return row

    def parameters(self, change: Change) -> list[Any]:  # Any: what a database driver takes
        """The values that `change` names, and the id of its row."""
        places = ((self.place_of(name)[1], value) for name, value in change.fields.items())
        return [*(value if parameter is None else parameter(value) for parameter, value in places), change.id]

    def place_of(self, name: str) -> tuple[int, Parameter | None]:
        """Where in a row a field stands, and how its values are handed over."""
        place = self.places.get(name)
        if place is None:
            raise UnknownTermError(f"table {_table(self.model)} has no field {name!r}")
        return place


@cache
def _form(model: type[Journalled], using: str) -> _Form:
    defaults: list[Any] = [None]  # Any: what a database driver takes
    places = {}
    for place, field in enumerate(fields(model), 1):
        parameter, default = _parameter(field, using), _columns(model)[field.attname].default
        places[field.attname] = (place, parameter)
        if default == _NO_DEFAULT:
            default = None
        defaults.append(default if parameter is None else parameter(default))
    columns = ("id", *(str(field.column) for field in fields(model)))
    return _Form(model, _quoted(model, connections[using]), columns, tuple(defaults), places)


def _parameter(field: codec.Field, using: str) -> Parameter | None:
    """How an entry's value of `field` is handed to the driver; None for the most, which are handed over as they stand."""
    connection = connections[using]
    if isinstance(field, models.CharField | models.TextField | models.IntegerField | models.BooleanField | models.ForeignKey):
        return None
    if connection.vendor == "sqlite" and type(field) in _ON_SQLITE:
        return _ON_SQLITE[type(field)]
    decode = codec.codec_of(field).decode

    def prepared(value: JSON) -> Any:  # Any: what a database driver takes
        return None if value is None else field.get_db_prep_save(decode(value), connection)

    return prepared


def _instant_on_sqlite(value: Any) -> Any:  # Any: text or nothing
    """`2026-11-23T08:15:00.123456Z` as Django keeps it there: `2026-11-23 08:15:00.123456`, without a fraction that is 0."""
    if value is None:
        return None
    return f"{value[:10]} {value[11:19] if value[19:26] == '.000000' else value[11:26]}"


def _json_on_sqlite(value: JSON) -> Any:  # Any: text or nothing
    return None if value is None else json.dumps(value)


# What Django would write too, without its way there; a test compares the two.
_ON_SQLITE: Mapping[type[codec.Field], Parameter | None] = {
    models.DateTimeField: _instant_on_sqlite,
    models.DateField: None,
    models.JSONField: _json_on_sqlite,
}


def _refers_to(model: type[Journalled]) -> set[Any]:  # Any: Django's related models
    return {field.related_model for field in fields(model) if field.is_relation}


@cache
def _models_by_table() -> Mapping[str, type[Journalled]]:
    return {_table(model): model for model in journalled_models()}


def _table(model: type[models.Model]) -> str:
    return model._meta.model_name or ""  # noqa: SLF001  Django's public-by-custom API


def _quoted(model: type[models.Model], connection: BaseDatabaseWrapper) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  Django's public-by-custom API
