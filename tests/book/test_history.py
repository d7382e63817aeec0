"""The journal readable by people: entries as sentences, each within what its reader may know."""

import re
from dataclasses import replace

import pytest
from tests.book.readers import ZONE, everything, plain
from tests.book.story import Story, examined, imported, looked_for, of_files, of_people, on, reviewed, told, whole_story
from tests.world import MINSK, NOW, PLACE, TIME, found_world, interview_draft

from kniha.book.access.models import Registrar
from kniha.book.events.actions import conclude
from kniha.book.events.drafts import IncidentDraft
from kniha.book.journal import aspect, aspects, history, parts, reading, rows, sight, tellings, wording
from kniha.book.journal.facts import staff_fields
from kniha.book.journal.moments import EndOfDay
from kniha.book.journal.sentences import sentences
from kniha.book.journal.sheets import sheet
from kniha.book.journal.wording import line_span
from kniha.book.statements.interviewing import take_interview
from kniha.book.work.actions import TaskDraft, give_task
from kniha.vocab import terms

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LANGUAGES = ("be", "ru", "en")


@pytest.fixture
def story() -> Story:
    return told(found_world())


def unwrapped(text: str) -> list[str]:
    """Sentences, one a line; a line that begins with blanks goes on."""
    return text.strip().replace("\n   ", " ").split("\n")


# Sentences


def test_a_time_set_anew_says_who_what_from_to_and_citing_which_lines(story: Story) -> None:
    number = story.incident.number
    assert plain(story.world.vera, ("incident", story.incident.pk))[4] == (
        f"Vera set the time of the incident {number} to 11 August 2020, 23:10–23:40 "
        "(before: 11 August 2020, about 23:00 (±10 min)), citing statement of 23 November 2026, line 2"
    )


IN_OTHER_LANGUAGES = """
be Vera: час падзеі {} — 11 жніўня 2020 г., 23:10–23:40 (раней: 11 жніўня 2020 г., каля 23:00 (±10 хв)),
   на падставе: сведчанне ад 23 лістапада 2026 г., радок 2
ru Vera: время события {} — 11 августа 2020 г., 23:10–23:40 (раньше: 11 августа 2020 г., около 23:00 (±10 мин)),
   на основании: показание от 23 ноября 2026 г., строка 2
"""


@pytest.mark.parametrize("told", unwrapped(IN_OTHER_LANGUAGES), ids=lambda told: told[:2])
def test_the_same_in_the_other_languages(story: Story, told: str) -> None:
    language, sentence = told.split(" ", 1)
    assert plain(story.world.vera, ("incident", story.incident.pk), language)[4] == sentence.format(story.incident.number)


WHOLE = """
Vera opened the incident {0} – title: “Збіццё на рагу”; time: 11 August 2020, about 23:00 (±10 min); place in words: “рог вуліцы”;
   point on the map: 53.9023, 27.5619 (±200 m), citing statement of 23 November 2026, lines 2–3
Vera recorded the act “physical assault” in the incident {0} – methods: blows with a baton; number of people: 3,
   citing statement of 23 November 2026, line 3
Vera recorded the act “arbitrary arrest” in the incident {0} – number of people: 2, citing statement of 23 November 2026, line 3
Vera recorded an injury under the act “arbitrary arrest” in the incident {0} – kind: bruise; part of the body: upper back
Vera set the time of the incident {0} to 11 August 2020, 23:10–23:40 (before: 11 August 2020, about 23:00 (±10 min)),
   citing statement of 23 November 2026, line 2
Vera took back the act “arbitrary arrest” from the incident {0}; reason: “запісана двойчы”
Vera joined another account to the incident {0}, citing statement of 23 November 2026, line 1
Vera entered the alleged involvement of “Рысь” in the act “physical assault”, incident {0} – part: alleged to have carried it out;
   finding: reasonable suspicion; basis: “назвалі мянушку”, citing statement of 23 November 2026, line 1
Vera decided whether {0} is shown by “Уваход у краму” – what the recording shows: it shows it; seen from (ms from the beginning): 12000;
   seen to (ms from the beginning): 31500; in words: “відаць двор і двое ў чорным”
Vera looked, within the incident {0}, for who spoke
Vera sent the incident {0} to the lawyers for review
Zoya decided on the incident {0} – decision: accepted; in words: “дзве крыніцы”
"""


def test_an_incident_has_the_history_of_all_its_parts_also_of_those_taken_back(story: Story) -> None:
    of_files(story)
    reviewed(story)
    told = plain(story.world.vera, ("incident", story.incident.pk))
    assert told == [sentence.format(story.incident.number) for sentence in unwrapped(WHOLE)]


def test_one_changed_field_is_set_and_several_are_concluded_anew(story: Story) -> None:
    where = replace(PLACE, words="ля парка", radius_m=500)
    conclude(on(story.world, story.world.vera, 3), story.incident, IncidentDraft("Збіццё ля парка", TIME, where), accounts=[story.account])
    sentence = plain(story.world.vera, ("incident", story.incident.pk))[-1]
    assert sentence.startswith(
        f"Vera concluded the incident {story.incident.number} anew – title: “Збіццё ля парка” (before: “Збіццё на рагу”)"
    )
    assert "place in words: “ля парка” (before: “рог вуліцы”)" in sentence
    assert "(±500 m) (before: 53.9023, 27.5619 (±200 m))" in sentence


def test_every_kind_of_record_has_its_history(story: Story) -> None:
    of_people(story)
    examined(story)
    world, vera = story.world, story.world.vera
    mention = story.second.mentions.get(role="alleged-part")
    injury = next(row for entry in reading.entries() for _, table, row in entry.skeleton.changes if table == "injury")
    told_of = {
        ("act", story.act.pk): "recorded the act",
        ("injury", injury): "recorded an injury",  # taken back since, with its act
        ("involvement", story.act.involvements.get().pk): "entered the alleged involvement",
        ("statement", story.account.statement_id): "filed a report as the statement of 23 November 2026",
        ("account", story.account.pk): "coded an account from the statement of 23 November 2026",
        ("mention", mention.pk): "coded an account",
        ("person", str(story.second.statement.source_id)): "filed a report",
        ("exhibit", story.second.statement.exhibits.get().pk): "filed a report",
        ("registrar", vera.pk): "Anna enrolled Vera – roles: clerk, investigator; granted by: Anna, Boris",
        ("medicalreport", story.second.statement.medical_reports.get(supplements__isnull=True).pk): "wrote down a medical report",
        ("compartment", world.first.pk): "Anna opened the compartment “First” – reports arrive here; granted by: Anna, Boris",
    }
    for ref, words in told_of.items():
        assert words in plain(vera, ref)[0], ref
    elsewhere = {
        "incident",
        "hold",
        "erasure",
        "proposal",
        "conflict",
        "canary",
        "inquiry",
        "hint",
        "unit",
        "acquisition",
        "thing",
        "camera",
        "recording",
        "batch",
        "communication",
        "edition",
        "casefile",
    }  # units: test_forces.py, cameras: test_recordings.py
    assert {kind for kind, _ in told_of} | elsewhere == set(parts.KINDS)


def test_a_person_is_told_by_name_else_by_what_accounts_call_them_else_as_a_source(story: Story) -> None:
    of_people(story)
    told = plain(story.world.vera, ("person", str(story.second.statement.source_id)))
    assert told[1].startswith("Vera assessed the risk of the source of the statement of 23 November 2026 – risk: high;")
    assert "entered the alleged involvement of “Рысь”" in plain(story.world.vera, ("involvement", story.act.involvements.get().pk))[0]


def test_what_processes_do_is_told_under_their_name(story: Story) -> None:
    imported(story.world)
    told = everything(story.world.vera, "be")
    assert any(sentence.startswith("Кур’ер: прынята паведамленне, сведчанне ад 23 лістапада 2026 г.") for sentence in told)
    assert any(sentence.startswith("Імпарт: імпартавана падзея KN-") for sentence in told)


def test_searches_and_what_was_taken_away_are_told(story: Story) -> None:
    looked_for(story.world)
    assert everything(story.world.anna)[-6:] == [
        "Vera searched by words – where: incidents; words looked for: “Рысь”",
        "Vera took away a list – where: statements; number of rows: 3",
        "Zoya handed a list out to a recipient",
        "Command line took away the whole register as it stood on a day – as of the day: 23 November 2026; reason: “просьба суда”",
        "Vera made a token for a program (Vera) – purpose of the token: reading; last day: 23 December 2026",
        "Anna revoked a token for a program (Vera) – purpose of the token: reading",
    ]


def test_to_whom_and_why_a_list_was_handed_out_is_told_to_who_may_see_what_left(story: Story) -> None:
    looked_for(story.world)
    told = [sentence for sentence in everything(story.world.vera) if "handed a list" in sentence]
    (sentence,) = told
    assert sentence.startswith("Zoya handed a list out to a recipient – where: statements; number of rows: 1; purpose: share with a named")
    assert sentence.endswith("recipient: суд; left out: 2; reason: “суд папрасіў”")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_whole_story_is_told_in_each_language(language: str) -> None:
    world = whole_story().world
    for registrar in (world.vera, world.zoya, world.marek, world.anna):
        for sentence in everything(registrar, language):
            assert not re.search(r"\{\d?\}|None|ERASED|\b[0-9a-f]{32}\b", sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_action_that_nobody_described_is_told_by_its_label(story: Story, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setattr(tellings, "TELLINGS", {})
    monkeypatch.setattr("kniha.book.journal.teller.TELLINGS", {})
    told = plain(story.world.vera, ("incident", story.incident.pk), language)[0]
    assert told.startswith(f"Vera: {terms.label('actions', 'incident.opened', language)}, ")
    assert story.incident.number in told


@pytest.mark.parametrize(
    ("start", "end", "lines"), [(0, 1, (1, 1)), (2, 3, (2, 2)), (0, 8, (1, 4)), (2, 6, (2, 3)), (7, 8, (4, 4)), (10, 11, (6, 6))]
)
def test_lines_are_counted_whatever_ends_them(start: int, end: int, lines: tuple[int, int]) -> None:
    assert line_span("a\nb\r\nc\rd\n\ne", start, end) == lines


def test_the_cost_of_a_page_does_not_grow_with_its_sentences(story: Story, django_assert_max_num_queries: object) -> None:
    reviewed(story)
    entries = history.history(story.world.vera, ("incident", story.incident.pk))
    with django_assert_max_num_queries(60):
        sentences(story.world.vera, entries * 5, language="en", home=ZONE)


# What is complete: a new table, field or action has its words


def test_every_field_of_every_journalled_table_is_told_or_left_out_by_name() -> None:
    for model in rows.journalled_models():
        table = model._meta.model_name
        shown = {name for one in aspects.aspects(table) for name in one.fields}
        above = {field for part in parts.PARTS.values() for one, field in part if one == table}
        fields = {field.attname for field in rows.fields(model)}
        assert fields == (shown | aspects.UNSHOWN.get(table, frozenset()) | above) & fields, (table, fields - shown)
        assert shown <= fields, table
        assert table in terms.codes("record-names")


def test_every_aspect_has_a_label_and_its_list() -> None:
    for table in aspects.ASPECTS:
        for one in aspects.aspects(table):
            assert one.code in terms.codes("fields")
            assert not one.terms or one.terms in terms.list_names()


def test_every_telling_has_its_sentence_with_as_many_names() -> None:
    sentences_of = terms.codes("action-sentences")
    alone = {telling.alone for telling in tellings.TELLINGS.values() if telling.alone}
    assert {action.replace("_", "-") for action in tellings.TELLINGS} | alone == sentences_of
    for action, telling in tellings.TELLINGS.items():
        for language in LANGUAGES:
            pattern = terms.label("action-sentences", action.replace("_", "-"), language)
            named = {int(number) for number in re.findall(r"\{(\d)\}", pattern)} - {0}
            assert named == set(range(1, len(telling.names) + 1)), (action, language)
        for _, table in (*telling.listed, *telling.counted):
            assert table in aspects.ASPECTS


def test_every_table_is_seen_by_somebody(story: Story) -> None:
    whole = {table for entry in reading.entries() for _, table, _ in entry.skeleton.changes}
    refs = {(table, row) for entry in reading.entries() for _, table, row in entry.skeleton.changes}
    seen = sight.seen(story.world.vera, refs, parts.made(refs))
    assert {table for table, _ in seen} == whole


def test_every_manner_of_writing_has_its_writer() -> None:
    assert wording._WRITERS.keys() | {aspect.Manner.SWITCH} == set(aspect.Manner)


def test_what_a_process_wrote_is_said_in_the_readers_language(story: Story) -> None:
    exhibit = ("exhibit", story.second.statement.exhibits.get().pk)
    told = sheet(story.world.vera, exhibit, EndOfDay(NOW.date(), MINSK), language="be", home=ZONE)
    assert "прыйшло з паведамленнем" in str(told)
    assert "came with a report" not in str(told)


# Colleagues


def test_every_field_that_is_told_as_a_colleague_is_looked_up_as_one() -> None:
    told = {
        (table, name)
        for table, found in aspects.ASPECTS.items()
        for one in found
        if one.manner is aspect.Manner.STAFF
        for name in one.fields
    }
    assert told == {(table, name) for table, name in told if name in staff_fields(table)}


def test_every_reference_to_a_registrar_is_told_as_one_or_stands_here_with_its_reason() -> None:
    told = {(table, name) for table, found in aspects.ASPECTS.items() for one in found for name in one.fields}
    there = {
        (model._meta.model_name, field.attname)
        for model in rows.journalled_models()
        for field in rows.fields(model)
        if field.related_model is Registrar
    }
    assert {(table, name) for table, name in there if name not in staff_fields(table)} == set()
    assert there - told == UNTOLD


UNTOLD = {("rolegrant", "registrar_id")}
"""A role is told as a part of the registrar who has it."""


def test_an_interview_and_a_task_name_colleagues_and_no_ids() -> None:
    world = found_world()
    hand = world.hand(world.vera)
    interview = take_interview(
        hand, world.first, interview_draft(hand), person=None, recipient=world.person_recipient, opening=world.person_keys
    )
    task = give_task(hand, interview, TaskDraft("read", world.zoya))
    entries = [entry for row in (interview.pk, task.pk) for entry in reading.entries_of([row])]
    said = [one.plain() for one in sentences(world.vera, entries, language="en", home="Europe/Minsk")]
    assert "held by: Vera" in said[0]
    assert "Zoya" in said[-1]
    parts_told = sheet(world.vera, ("statement", interview.pk), EndOfDay(NOW.date(), MINSK), language="en", home="Europe/Minsk")
    assert [line.after for part in parts_told for line in part.lines if line.label == "held by"] == ["Vera"]
