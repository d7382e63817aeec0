"""What must never leave, planted in every field that goes near, and searched for in every byte that leaves."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.db import models
from tests.publishing import PUBLIC, Publishers, accepted, released, told
from tests.releases.conftest import House
from tests.world import NOW, PLACE, TEXT, TIME, World

from kniha.book.events.actions import open_incident, record_act, record_injury
from kniha.book.events.drafts import ActDraft, ContextDraft, DetentionDraft, IncidentDraft, ProceedingDraft
from kniha.book.events.involving import Allegation, allege_unit
from kniha.book.events.models import Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.events.surroundings import record_context, record_detention, record_proceeding
from kniha.book.journal import rows
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.publishing.models import Edition, Publication
from kniha.book.statements.actions import add_mention
from kniha.book.statements.drafts import MentionDraft, Where
from kniha.vocab import terms
from kniha.vocab.errors import RefusedError

pytestmark = pytest.mark.django_db

SECRET = "Сакрэтасведка"
EXACT = ("22:50", "23:10", "19:50", "20:10", "53.9023", "27.5619", "539023000", "275619000", "5390230", "53,9023")
PLAIN_FIELDS = (models.CharField, models.TextField)


def planted(world: World, who: Publishers) -> Publication:
    """An incident in which every field in words holds the secret."""
    report = told(world, "f1" * 32, text=f"{TEXT} {SECRET}")
    account = world.coded(report)
    vera = world.hand(world.vera)
    named = {"name": SECRET, "description": SECRET, "rank": SECRET, "badge": SECRET, "unit": SECRET, "vehicle": SECRET}
    mention = add_mention(vera, account, MentionDraft("victim", **named))
    where = Where(PLACE.lat_e7, PLACE.lon_e7, PLACE.radius_m, SECRET)
    incident = open_incident(vera, [account], IncidentDraft(SECRET, TIME, where))
    act = record_act(
        vera, incident, ActDraft("integrity.physical-assault", ("baton",), victim=mention, victim_words=SECRET), accounts=[account]
    )
    record_act(vera, incident, ActDraft("integrity.physical-assault", (), victim_count=7, victim_words=SECRET), accounts=[account])
    record_injury(vera, act, kind="contusion", region="upper-back", words=SECRET)
    allege_unit(vera, act, SECRET, Allegation("present", "suspicion", SECRET), accounts=[account])
    held = DetentionDraft("vehicle", TIME, held=mention, place_words=SECRET, holder_words=SECRET, shared_words=SECRET)
    record_detention(vera, incident, held, account=account)
    record_proceeding(
        vera, incident, ProceedingDraft(tried=mention, article=SECRET, court=SECRET, judge=SECRET, sentence=SECRET), account=account
    )
    record_context(vera, incident, ContextDraft("speech", SECRET, SECRET, None, SECRET))
    assess_risk(vera, act.victim, RiskDraft("low", (), SECRET, NOW.date() + timedelta(days=300)))
    send_to_review(vera, incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words=SECRET, checked=tuple(sorted(terms.codes("review-questions"))))
    return released(world, who, Incident.objects.get(pk=incident.pk))


def leaving(house: House) -> dict[str, bytes]:
    """Every byte that leaves; what is packed, unpacked as well."""
    files = house.files()
    table = pq.read_table(io.BytesIO(files["data/open/incidents.parquet"]))
    files["unpacked"] = repr((table.to_pylist(), table.schema.metadata)).encode()
    return files


def must_not_leave() -> Iterator[str]:
    """Ids and texts of all rows of the register, but for what the public is told by design."""
    open_words = {one.number for one in Publication.objects.all()}
    for list_name in terms.list_names():
        open_words |= terms.codes(list_name)
    for model in set(rows.journalled_models()) - {Edition}:
        for row in models.QuerySet(model).all():
            yield row.pk
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if isinstance(field, PLAIN_FIELDS) and value and len(value) >= 4 and value not in open_words | PLAIN:
                    yield value


PLAIN = {"Europe/Minsk", "First", "lawyer"}
"""Values of fields that are words of everybody, and stand on a page for other reasons."""


def test_nothing_of_the_register_leaves_but_what_is_told(house: House) -> None:
    planted(house.world, house.who)
    house.publish()
    found = leaving(house)
    for words in {*must_not_leave(), SECRET, *EXACT}:
        if words == house.world.register:
            continue  # the bundle says whose it is
        holding = [path for path, data in found.items() if words.encode() in data]
        assert not holding, (words, holding)


def test_registrars_and_compartments_are_not_in_it(house: House) -> None:
    planted(house.world, house.who)
    house.publish()
    for data in leaving(house).values():
        for name in ("Vera", "Zoya", "Lena", "Paula", "Ryhor", house.world.first.pk, house.world.vera.pk):
            assert name.encode() not in data


def test_a_withdrawn_or_never_given_consent_is_not_in_it(house: House) -> None:
    with pytest.raises(RefusedError, match="allow"):
        released(house.world, house.who, accepted(house.world, "aa" * 32, consent=PUBLIC | {"publish-without-name": "no"}))
    house.publish()
    assert (house.out / "data/open/incidents.csv").read_text() == "number,when,place,kinds,forces\n"
    assert house.verdict().holds


def test_less_is_told_where_two_chose_less_and_never_more(house: House) -> None:
    who = house.who
    released(house.world, who, accepted(house.world, "a1" * 32), time="year", place="none")
    assault = (ActDraft("integrity.sexual-assault", victim_count=1),)
    released(house.world, who, accepted(house.world, "a2" * 32, acts=assault))
    vague = Where(PLACE.lat_e7, PLACE.lon_e7, 40_000, "")
    released(house.world, who, accepted(house.world, "a3" * 32, where=vague))
    far = Where(700000000, 300000000, 100, "")
    released(house.world, who, accepted(house.world, "a4" * 32, where=far))
    house.publish()
    lines = (house.out / "data/open/incidents.csv").read_text().splitlines()[1:]
    assert sorted(line.split(",", 1)[1] for line in lines) == sorted([
        "2020,,integrity.physical-assault,",
        "2020-08,gn-625144,integrity.sexual-assault,",
        "2020-08-11,,integrity.physical-assault,",
        "2020-08-11,,integrity.physical-assault,",
    ])  # fmt: skip


def test_few_people_are_in_no_figure(house: House) -> None:
    for place in range(3):
        released(house.world, house.who, accepted(house.world, f"{place:02x}" * 32))
    lone = (ActDraft("liberty.arbitrary-arrest", victim_count=1),)
    released(house.world, house.who, accepted(house.world, "b1" * 32, acts=lone))
    house.publish()
    rows = (house.out / "data/open/figures.csv").read_text().splitlines()
    assert not [row for row in rows if "liberty" in row and row.split(",")[3]]
    shown = [int(row.split(",")[3]) for row in rows[1:] if row.split(",")[3]]
    assert all(people >= 5 for people in shown)


def test_an_altered_bundle_is_found(house: House) -> None:
    planted(house.world, house.who)
    house.publish()
    for path in sorted(house.files()):
        place = house.out / path
        whole = place.read_bytes()
        place.chmod(0o600)
        place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if whole else b"x")
        assert not house.verdict().holds, path
        place.write_bytes(whole)
    assert house.verdict().holds
    (house.out / "data/site/extra.html").write_text("x")
    assert not house.verdict().holds
