"""What a file tells, as it is sealed: every code has its word in three languages, every value its limit."""

from enum import StrEnum

import pytest

from kniha.media.disagreements import MOST, Matter
from kniha.media.film_tracks import MOST_TRACKS_OF_PLACES
from kniha.media.findings import Finding
from kniha.media.letters import LONGEST_PAGE
from kniha.media.manifests import Holding
from kniha.media.recipes import MOST_FRAMES, Kind
from kniha.media.tellings import MOST_TELLINGS, About, Zone
from kniha.media.tracks import MOST_POINTS
from kniha.runs import file_facts, made_of_files
from kniha.runs.file_facts import Facts, Telling, from_json
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError


@pytest.mark.parametrize(
    ("engine", "list_name"),
    [(About, "told-of-files"), (Matter, "told-apart"), (Holding, "manifest-holdings"), (Finding, "file-findings"), (Kind, "derivatives")],
)
def test_the_engine_and_the_lists_of_terms_have_the_same_codes(engine: type[StrEnum], list_name: str) -> None:
    assert [one.value for one in engine] == [term.code for term in terms.terms(list_name)]


@pytest.mark.parametrize("zone", Zone)
def test_every_zone_of_the_engine_is_taken(zone: Zone) -> None:
    assert Telling(about="taken", where="exif", written="x", read="", zone=zone.value).zone == zone


def test_the_limits_are_those_of_the_engine() -> None:
    assert (file_facts.MOST_TELLINGS, file_facts.MOST_DISAGREEMENTS) == (MOST_TELLINGS, MOST)
    assert made_of_files.MOST_FRAMES >= MOST_FRAMES
    assert made_of_files.LONGEST == LONGEST_PAGE
    assert (file_facts.MOST_TRACKS, file_facts.MOST_POINTS) == (MOST_TRACKS_OF_PLACES, MOST_POINTS)


def test_what_was_sealed_is_read_again() -> None:
    facts = Facts(
        width=3, height=2, tellings=(Telling(about="taken", where="exif", written="2020", read="2020", zone=""),), findings=("empty",)
    )
    assert from_json(facts.as_json()) == facts
    assert Facts().as_json() == b"{}"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{", b"null", b'{"keys": 1}', b'{"width": "3"}', b'{"width": -1}', b'{"width": 1e400}', b'{"findings": ["odd"]}',
        b'{"tellings": [{"about": "guilt", "where": "", "written": "", "read": "", "zone": ""}]}',
        b'{"tellings": [{"about": "taken", "where": "", "written": "", "read": "", "zone": "mars"}]}',
        b'{"manifest": {"holding": "believed"}}', b'{"codec": "' + b"x" * 401 + b'"}',
        b'{"tracks": [{"where": "", "told": 1, "points": [%s]}]}'
        % b'{"position": {"latitude_e7": 900000001, "longitude_e7": 0}, "read": "", "at_ms": 0}',
        b'{"tracks": [' + b",".join([b'{"where": "", "told": 0, "points": []}'] * 9) + b"]}",
    ],
)  # fmt: skip
def test_nothing_else_is_taken(data: bytes) -> None:
    with pytest.raises(MalformedError):
        from_json(data)
