"""A known place as a page shows it and as a form holds it."""

from dataclasses import asdict, dataclass

from kniha.search.folding import fold
from kniha.search.places import completed
from kniha.vocab import terms
from kniha.vocab.gazetteer import KnownPlace, known_places
from kniha.vocab.place import Place, describe_place, distance_m

FAR_M = 150_000
"""From here on a point is far from every place that we know: more often two numbers changed places than not."""


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Name with its town, what it is, the point as one types it, and the radius in metres."""

    id: str
    name: str
    kind: str
    point: str
    radius_m: int


def shown(place: KnownPlace, language: str) -> dict[str, object]:
    """The place for a page or a script."""
    return asdict(as_shown(place, language))


def as_shown(place: KnownPlace, language: str) -> ShownPlace:
    """The place in the reader's language."""
    kind = terms.label("place-kinds", place.kind, language)
    return ShownPlace(place.id, place.full_name(language), kind, point(place.place), place.place.radius_m)


def point(place: Place) -> str:
    """Latitude and longitude as `vocab.place` reads them."""
    return describe_place(Place(place.lat_e7, place.lon_e7, 0), "en")


def called(typed: str) -> tuple[KnownPlace, ...]:
    """The places that `typed` may mean: the one that is called exactly so, in any language, with or without its town; else candidates."""
    asked = fold(typed)
    exact = [one for one in known_places() if asked in {fold(one.full_name(language)) for language in ("be", "ru", "en")}]
    if not exact:
        exact = [one for one in known_places() if asked in {fold(name) for name in one.all_names}]
    return tuple(exact) if len(exact) == 1 else completed(typed)


def far_from_all(place: Place) -> tuple[KnownPlace, int] | None:
    """The nearest known place and how many kilometres away it is, where `place` is far from all of them; else None."""
    nearest = min(known_places(), key=lambda one: distance_m(one.place, place))
    metres = distance_m(nearest.place, place)
    return (nearest, round(metres / 1000)) if metres - place.radius_m > FAR_M else None
