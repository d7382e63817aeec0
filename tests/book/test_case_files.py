"""Case files: what may be chosen, the matrix, who asks what speaks for the suspect, and nothing leaves before that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.world import NOW, World, found_world, stored_file

from kniha.book.access import conflicts
from kniha.book.casefiles import delivering, queries, rules
from kniha.book.casefiles.actions import CaseFileDraft, CellDraft, choose, describe_case_file, enter_cell, open_case_file, take_out
from kniha.book.casefiles.delivering import Delivered, DisclosureDraft
from kniha.book.casefiles.models import CaseDelivery, CaseItem
from kniha.book.crossing.actions import ask_register, note_hints
from kniha.book.events.actions import allege_involvement
from kniha.book.events.involving import enter_bearing
from kniha.book.evidence.models import CustodyEvent, Exhibit
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.vocab.crimes.elements import elements_of, parse_crimes, shipped
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
DISCLOSED = DisclosureDraft("Рысь", "нічога не знойдзена")


class Cast:
    """A case file of Vera's over one incident, its suspect and one exhibit."""

    def __init__(self) -> None:
        self.world: World = found_world()
        self.incident, self.account, self.act = self.world.opened()
        self.vera, self.zoya = self.world.hand(self.world.vera), self.world.hand(self.world.zoya)
        named = self.account.mentions.get(role="alleged-part")
        self.involvement = allege_involvement(self.vera, self.act, named, degree="carried-out", finding="suspicion", basis="мянушка")
        self.suspect = Person.objects.get(pk=self.involvement.person_id)
        self.exhibit = self.account.statement.exhibits.get()
        self.draft = CaseFileDraft("На рагу", "суд", "court", self.world.person_recipient, crimes=("torture",))
        self.file = open_case_file(self.vera, self.world.first, self.draft, shipped())

    def chosen(self) -> tuple[CaseItem, ...]:
        return choose(self.vera, self.file, [self.incident, self.suspect, self.exhibit])

    def asked(self) -> None:
        inquiry = ask_register(self.vera, self.suspect, kind="speaks-for-suspect", reason="перад перадачай")
        note_hints(self.world.process("register"), inquiry, [])

    def delivery(self) -> CaseDelivery:
        self.asked()
        delivering.disclose(self.zoya, self.file, DISCLOSED)
        return delivering.ask_delivery(self.zoya, self.file, ("be",))

    def made(self, items: tuple[CaseItem, ...]) -> CaseDelivery:
        made = Delivered("aa" * 32, "ab" * 32, 10, tuple(item.pk for item in items), {})
        return delivering.note_delivered(self.world.process("worker"), self.delivery(), made)


@pytest.fixture
def cast() -> Cast:
    return Cast()


# The good


def test_exhibits_are_numbered_in_the_order_in_which_they_were_chosen(cast: Cast) -> None:
    more = cast.world.report("Яшчэ.", envelope="e8" * 32, files=tuple(stored_file(f"{n}.jpg", blob=f"c{n}" * 32) for n in range(3)))
    files = list(Exhibit.objects.filter(statement=more).order_by("original_name"))
    items = choose(cast.vera, cast.file, [cast.exhibit, *files])
    assert [(item.number, item.first_page, item.last_page) for item in items] == [(1, 1, 1), (2, 2, 2), (3, 3, 3), (4, 4, 4)]
    assert [item.exhibit for item in items] == [cast.exhibit, *files]


def test_a_number_is_never_given_again(cast: Cast) -> None:
    (item,) = choose(cast.vera, cast.file, [cast.exhibit])
    take_out(cast.vera, item, why="не той файл")
    more = cast.world.report("Яшчэ.", envelope="e8" * 32, files=(stored_file("a.jpg", blob="c1" * 32),))
    (second,) = choose(cast.vera, cast.file, list(more.exhibits.all()))
    (again,) = choose(cast.vera, cast.file, [cast.exhibit])
    assert (second.number, again.number, again.pk) == (2, 1, item.pk)


def test_gaps_of_the_matrix_are_what_nothing_proves(cast: Cast) -> None:
    *_, numbered = cast.chosen()
    elements = [element.key for element in elements_of(shipped(), cast.file.crimes)]
    assert queries.gaps(cast.file, elements) == set(elements)
    enter_cell(cast.vera, cast.file, CellDraft("torture/pain", "proves", numbered, "відаць"), shipped())
    enter_cell(cast.vera, cast.file, CellDraft("torture/aim", "contradicts", numbered, "не пыталіся ні пра што"), shipped())
    assert queries.gaps(cast.file, elements) == set(elements) - {"torture/pain"}
    take_out(cast.vera, numbered, why="не той файл")
    assert queries.gaps(cast.file, elements) == set(elements)


def test_a_delivery_is_entered_with_its_bundle_and_each_exhibit_is_handed_over(cast: Cast) -> None:
    made = cast.made(cast.chosen())
    assert (made.state, made.bundle) == ("made", "aa" * 32)
    entry = next(entry for entry in reading.entries() if entry.skeleton.action == "case_file.delivered")
    assert entry.told()["bundle"] == "aa" * 32
    step = CustodyEvent.objects.get(exhibit=cast.exhibit, kind="handed-over")
    assert step.authority == "суд"
    assert replay().differences == ()


def test_a_later_delivery_names_the_earlier(cast: Cast) -> None:
    made = cast.made(cast.chosen())
    delivering.acknowledge(cast.vera, made, day=NOW.date(), words="уваходны 12")
    again = delivering.ask_delivery(cast.zoya, cast.file, ("be",))
    assert (again.number, again.previous_id) == (2, made.pk)


def test_what_came_since_the_delivery_is_listed(cast: Cast) -> None:
    items = cast.chosen()
    assert queries.since(cast.world.vera, cast.file) is None
    cast.made(items)
    since = queries.since(cast.world.vera, cast.file)
    assert since is not None
    assert (since.chosen, since.against, since.contradicting) == ((), (), ())
    bearing = enter_bearing(cast.vera, cast.involvement, cast.account, direction="against", words="бачыў іншага")
    told = enter_cell(cast.vera, cast.file, CellDraft("torture/pain", "contradicts", items[-1], "удараў не відаць"), shipped())
    since = queries.since(cast.world.vera, cast.file)
    assert since is not None
    assert (since.against, since.contradicting) == ((bearing,), (told,))


def test_an_operators_file_says_crimes_anew() -> None:
    element = '{"code": "e", "be": "аа", "ru": "бб", "en": "cc"}'
    told = f'{{"crimes": [{{"code": "x.1", "source": "s", "be": "аа", "ru": "бб", "en": "cc", "elements": [{element}]}}]}}'
    assert [element.key for element in elements_of(parse_crimes(told), ["x.1"])] == ["x.1/e"]


# The bad


def test_nothing_leaves_before_a_lawyer_asked_what_speaks_for_the_suspect(cast: Cast) -> None:
    cast.chosen()
    with pytest.raises(RefusedError, match="a disclosure lawyer asks what speaks"):
        delivering.ask_delivery(cast.zoya, cast.file, ("be",))


def test_the_whole_register_is_asked_about_each_suspect_first(cast: Cast) -> None:
    cast.chosen()
    with pytest.raises(RefusedError, match="ask the whole register first"):
        delivering.disclose(cast.zoya, cast.file, DISCLOSED)
    ask_register(cast.vera, cast.suspect, kind="speaks-for-suspect", reason="перад перадачай")
    with pytest.raises(RefusedError, match="ask the whole register first"):  # nobody carried it out yet
        delivering.disclose(cast.zoya, cast.file, DISCLOSED)


def test_the_author_does_not_ask_alone(cast: Cast) -> None:
    own = open_case_file(cast.zoya, cast.world.first, replace(cast.draft, title="Другая"), shipped())
    with pytest.raises(RefusedError, match="another lawyer than the author"):
        delivering.disclose(cast.zoya, own, DISCLOSED)


def test_a_disclosure_holds_for_what_was_chosen_then(cast: Cast) -> None:
    cast.asked()
    choose(cast.vera, cast.file, [cast.incident, cast.suspect])
    delivering.disclose(cast.zoya, cast.file, DISCLOSED)
    choose(cast.vera, cast.file, [cast.exhibit])
    with pytest.raises(RefusedError, match="changed since the last disclosure"):
        delivering.ask_delivery(cast.zoya, cast.file, ("be",))


@pytest.mark.parametrize(
    ("element", "bearing", "error"),
    [
        ("torture/pain", "missing", MalformedError),  # with an item
        ("torture/nothing", "proves", RefusedError),
        ("by.426/official", "proves", RefusedError),  # of a crime that was not chosen
        ("torture/pain", "perhaps", UnknownTermError),
    ],
)
def test_a_cell_that_cannot_be_is_refused(cast: Cast, element: str, bearing: str, error: type[Exception]) -> None:
    *_, numbered = cast.chosen()
    with pytest.raises(error):
        enter_cell(cast.vera, cast.file, CellDraft(element, bearing, numbered, "відаць"), shipped())


def test_a_case_file_that_cannot_be_is_refused(cast: Cast) -> None:
    for wrong in ({"title": "б"}, {"recipient": "age1nobody"}, {"crimes": ("torture", "torture")}):
        with pytest.raises(MalformedError):
            describe_case_file(cast.vera, cast.file, replace(cast.draft, **wrong), shipped())
    with pytest.raises(UnknownTermError):
        describe_case_file(cast.vera, cast.file, replace(cast.draft, crimes=("treason",)), shipped())
    with pytest.raises(ConflictError):
        describe_case_file(cast.vera, cast.file, cast.draft, shipped())
    with pytest.raises(ConflictError):
        open_case_file(cast.vera, cast.world.first, cast.draft, shipped())


def test_an_acknowledgement_follows_what_was_made(cast: Cast) -> None:
    made = cast.made(cast.chosen())
    with pytest.raises(ImpossibleError):
        delivering.acknowledge(cast.vera, made, day=NOW.date() - timedelta(days=1), words="уваходны 12")
    delivering.acknowledge(cast.vera, made, day=NOW.date(), words="уваходны 12")
    with pytest.raises(ConflictError):
        delivering.acknowledge(cast.vera, made, day=NOW.date(), words="уваходны 12")


def test_one_delivery_is_on_its_way_at_a_time(cast: Cast) -> None:
    cast.chosen()
    asked = cast.delivery()
    with pytest.raises(RefusedError, match="on its way"):
        delivering.ask_delivery(cast.zoya, cast.file, ("be",))
    delivering.note_failed(cast.world.process("worker"), asked, why="файл пашкоджаны")
    assert delivering.ask_delivery(cast.zoya, cast.file, ("be",)).number == 2


@pytest.mark.parametrize("text", ["", "{}", '{"crimes": [{}]}', '{"crimes": [{"code": "A b", "source": "s"}]}', '{"crimes": 3}', "[]"])
def test_a_file_of_crimes_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_crimes(text)


@given(st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), unique=True))
def test_what_was_chosen_has_one_digest_in_any_order(ids: list[str]) -> None:
    assert rules.digest_of(ids) == rules.digest_of(reversed(ids))
    assert not ids or rules.digest_of(ids) != rules.digest_of(ids[1:])


# The malicious


def test_marek_neither_sees_a_case_file_nor_adds_to_it(cast: Cast) -> None:
    marek = cast.world.hand(cast.world.marek)
    assert not queries.case_files(cast.world.marek).exists()
    for deed in (
        lambda: queries.case_file(cast.world.marek, cast.file.pk),
        lambda: choose(marek, cast.file, [cast.incident]),
        lambda: describe_case_file(marek, cast.file, replace(cast.draft, recipient=str(cast.world.person_recipient)), shipped()),
        lambda: delivering.disclose(marek, cast.file, DISCLOSED),
        lambda: delivering.ask_delivery(marek, cast.file, ("be",)),
    ):
        with pytest.raises(NotFoundError):
            deed()
    with pytest.raises(RefusedError):
        open_case_file(marek, cast.world.first, replace(cast.draft, title="Чужая"), shipped())


def test_what_lies_in_another_compartment_is_not_chosen(cast: Cast) -> None:
    account = cast.account
    other = open_case_file(cast.world.hand(cast.world.marek), cast.world.second, cast.draft, shipped())
    with pytest.raises(NotFoundError):
        choose(cast.world.hand(cast.world.marek), other, [cast.incident])
    assert account.statement.compartment_id == cast.world.first.pk
    assert not CaseItem.objects.filter(case_file=other).exists()


def test_whoever_is_kept_from_a_suspect_does_not_see_the_case_file(cast: Cast) -> None:
    cast.chosen()
    assert queries.case_files(cast.world.vera).exists()
    conflicts.keep_out(cast.zoya, cast.suspect, cast.world.vera, ground="kin", words="сваяк")
    kept = type(cast.world.vera).objects.get(pk=cast.world.vera.pk)
    assert not queries.case_files(kept).exists()


def test_nothing_is_chosen_twice(cast: Cast) -> None:
    cast.chosen()
    with pytest.raises(ConflictError, match="chosen already"):
        choose(cast.vera, cast.file, [cast.incident])
    assert CaseItem.objects.filter(case_file=cast.file).count() == 3
