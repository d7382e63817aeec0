"""The outsider walk: every address of the desk, with ids that exist, as somebody of another compartment and as nobody.

Both learn nothing: not there, or sign in first; and no count anywhere changes. An address that this walk does not know fails it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.book.happenings import AT_THE_CORNER, happened
from tests.desk.conftest import Filed
from tests.erasures import NEXT_YEAR, WISH, keeper
from tests.publishing import REPORT, accepted, proposed, publishers
from tests.world import NOW, PLACE, World, acquisition_draft, brought_interview, looked_through, medical_draft, thing_of

from kniha.book.access.conflicts import keep_out
from kniha.book.access.models import KeptSearch
from kniha.book.access.proposing import ProposalDraft, propose
from kniha.book.access.searches import keep_search
from kniha.book.access.tokens import TokenDraft, make_token
from kniha.book.bulk.actions import BatchDraft, bring_batch
from kniha.book.bulk.models import Batch
from kniha.book.casefiles import delivering
from kniha.book.casefiles.actions import CaseFileDraft, CellDraft, choose, enter_cell, open_case_file
from kniha.book.communications.actions import enter_call_sign
from kniha.book.communications.communicating import enter_communication, translate_communication
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, TranslationDraft
from kniha.book.counting.actions import keep_count
from kniha.book.counting.rules import Question
from kniha.book.crossing.actions import ask_register, note_hints
from kniha.book.crossing.drafts import Found
from kniha.book.crossing.models import Hint
from kniha.book.erasure.actions import ask_erasure
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.events.actions import allege_involvement
from kniha.book.events.drafts import ContextDraft
from kniha.book.events.models import Act, Incident
from kniha.book.events.surroundings import record_context
from kniha.book.evidence.acquiring import begin_acquisition
from kniha.book.evidence.actions import access_exhibit
from kniha.book.evidence.masking import MaskDraft, draw_masked_copy
from kniha.book.evidence.models import MediaNote
from kniha.book.evidence.noting import NoteDraft, note_media
from kniha.book.forces import actions as forces
from kniha.book.forces.deploying import enter_deployment
from kniha.book.forces.drafts import (
    Count,
    DepartureDraft,
    DeploymentDraft,
    HeadcountDraft,
    PostingDraft,
    Source,
    UnitDraft,
    UnitNameDraft,
)
from kniha.book.forces.leaving import enter_departure, enter_headcount
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.journal import reading
from kniha.book.medicine.models import MedicalReport
from kniha.book.medicine.reporting import write_report_on
from kniha.book.people.actions import ReferralDraft, offer_referral
from kniha.book.people.canaries import propose_canary
from kniha.book.people.models import Referral, SealedField
from kniha.book.publishing.editions import EditionDraft, propose_edition
from kniha.book.recordings import actions as recordings
from kniha.book.recordings import recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, RecordingDraft, ViewDraft, Witness
from kniha.book.statements.bringing import hold_interview
from kniha.book.statements.conversation import write_message
from kniha.book.statements.field_forms import TakenForm, take_form
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Account, HeldInterview
from kniha.book.work.actions import TaskDraft, give_task
from kniha.book.work.agreeing import ask_second
from kniha.book.work.models import Agreement, Look
from kniha.book.work.requests import RequestDraft, note_request
from kniha.runs.exporting import looking
from kniha.runs.exporting.handing_out import Asked
from kniha.vault.blobs import StoredBlob
from kniha.vocab.crimes.elements import shipped

pytestmark = pytest.mark.django_db

# What is nobody's in particular: lists show what one may see, and these hold nothing of a compartment.
OPEN_TO_ALL = {
    "home", "statements", "statements_csv", "statements_xlsx", "incidents", "incidents-csv", "incidents-xlsx", "map", "map-points",
    "set_language",
    "office", "staff", "tasks", "requests", "search", "interview", "incidents-as-of", "incidents-as-of-csv", "erasures", "holds",
    "conflicts", "interest", "hints", "keep-search", "acquisitions", "new-acquisition", "things", "new-thing", "likenesses", "pairs",
    "incident-pairs", "pair-choose", "incident-pair-choose",
    "cameras", "cameras-csv", "camera-new", "recordings", "recordings-csv", "recording-new", "footage", "footage-csv", "batches",
    "communications", "communications-csv", "communication-new", "communications-look",
    "medical-reports", "medical-reports-csv", "medical-report-new",
    "tokens", "token-new",
    "case-files", "new-case-file",
    "places",
    "field-forms", "brought",
    "drafts", "components", "lists", "list-empty", "handing", "handing-new",
    "public-book",
    "units", "units-csv", "units-xlsx", "unit-new", "structure", "structure-svg",
    "numbers", "numbers-table", "numbers-csv", "numbers-xlsx", "numbers-svg", "numbers-records", "numbers-left-out", "count-keep", "counts",
    "losses", "losses-csv",
    "people", "people-csv", "people-xlsx", "tasks-csv", "tasks-xlsx", "requests-csv", "requests-xlsx",
}  # fmt: skip
AS_OF = ("/history/office/", "/history/incidents/", "/history/incidents.csv")
LISTS = (
    "/", "/statements/", "/statements.csv", "/incidents/", "/incidents/table.csv", "/map/", "/map/points", "/medical-reports/",
    "/medical-reports.csv", "/acquisitions/", "/things/", "/likenesses/", "/same/", "/same/incidents/", "/same/choose/",
    "/same/incidents/choose/", "/units/", "/case-files/",
    "/cameras/", "/cameras/table.csv", "/recordings/", "/recordings/table.csv", "/footage/", "/footage/table.csv", "/batches/",
    "/communications/", "/communications/table.csv",
    "/units/table.csv", "/people/", "/people.csv", "/tasks.csv", "/requests.csv",
    "/numbers/", "/numbers/table/", "/numbers/table.csv", "/numbers/table.svg", "/numbers/records/", "/numbers/left-out/refused/",
    "/numbers/kept/", *AS_OF,
)  # fmt: skip
OF_SIGNING_IN = re.compile(r"account_|mfa_")


def of_cameras(world: World, account: Account) -> dict[str, str]:
    """A camera that an account tells of, and footage of it."""
    hand, told = world.hand(world.vera), Witness(account=account)
    place = PositionDraft(ViewDraft(539023000, 275619000, 15, place_words="над уваходам"))
    camera = recordings.register_camera(hand, world.first, CameraDraft("Камера крамы", "fixed"), place, source=told)
    footage = recording.enter_recording(hand, world.first, RecordingDraft("Уваход", camera), source=told)
    return {
        "camera_id": camera.pk, "camera_part": "position", "camera_part_id": camera.positions.get().pk, "recording_id": footage.pk,
        "batch_id": brought(world).pk, "row_key": "5", **of_messages(world, told),
    }  # fmt: skip


def of_messages(world: World, told: Witness) -> dict[str, str]:
    """A message that an account tells of, and its translation."""
    hand = world.hand(world.vera)
    said = enter_communication(hand, world.first, CommunicationDraft("radio", "Выходзім.", "be"), source=told)
    return {
        "communication_id": said.pk,
        "translation_id": translate_communication(hand, said, TranslationDraft("Выходим.", "ru")).pk,
        "message_batch_id": brought(world, "messages").pk,
    }


def brought(world: World, kind: str = "footage") -> Batch:
    """A list whose file is in no vault: an outsider does not get as far."""
    hand = world.hand(world.vera)
    given = begin_acquisition(hand, acquisition_draft(f"Спіс: {kind}"), world.first)
    blob = StoredBlob(kind[:1].encode().hex() * 32, "e6" * 32, 3, kind[1:2].encode().hex() * 32, b"header")
    return bring_batch(hand, given, BatchDraft(kind, "Спіс", 2, "", "f9" * 32, NOW.date() + timedelta(days=99)), blob)


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and form of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))
        else:
            yield pattern.name or "", before + str(pattern.pattern)


def noted(world: World, filed: Filed) -> MediaNote:
    """What is said in a picture, as Vera wrote it down who had opened it."""
    access_exhibit(world.hand(world.vera), filed.picture, why="каб запісаць")
    return note_media(world.hand(world.vera), filed.picture, NoteDraft("transcript", "Стаяць!", "be"))


def ids(world: World, filed: Filed) -> dict[str, str]:
    """Ids that exist in the first compartment, by the names that addresses have for them."""
    incident, account, act = world.opened()
    kira = world.hand(keeper(world))
    hold = place_hold(kira, ("person", str(filed.statement.source_id)), HoldDraft("speaks-for-suspect", "", "", NEXT_YEAR))
    erasure = ask_erasure(kira, ("statement", filed.statement.pk), WISH)
    unit, posting = of_forces(world, account)
    return {
        "unit_id": unit.pk,
        "unit_value": "name",
        "unit_part": "postings",
        "value_id": unit.names.get().pk,
        "posting_id": posting.pk,
        "deployment_id": enter_deployment(
            world.hand(world.vera), unit, DeploymentDraft("deployed", PLACE), source=Source(account=account)
        ).pk,
        "reason": "refused",
        "count_id": keep_count(world.hand(world.vera), Question(), title="Усе парушэнні", version="0.1.0").pk,
        "headcount_id": enter_headcount(
            world.hand(world.vera), unit, HeadcountDraft("all", Count(90, 100, 110)), source=Source(account=account)
        ).pk,
        "departure_id": enter_departure(
            world.hand(world.vera), unit, DepartureDraft("dismissal", Count(9, 9, 9)), source=Source(account=account)
        ).pk,
        "sign_id": enter_call_sign(world.hand(world.vera), unit, CallSignDraft("Рысь-1"), source=Source(account=account)).pk,
        "statement_id": filed.statement.pk,
        "account_id": account.pk,
        "exhibit_id": filed.picture.pk,
        "other_id": filed.page.pk,
        "made_name": "page-1",
        "note_id": noted(world, filed).pk,
        "copy_id": draw_masked_copy(world.hand(world.vera), filed.picture, MaskDraft("1 0 100 100 500 500", "для суда")).pk,
        "acquisition_id": begin_acquisition(world.hand(world.vera), acquisition_draft("Тэлефон з плошчы"), world.first).pk,
        "thing_id": thing_of(world, filed.statement).pk,
        "person_id": str(filed.statement.source_id),
        "second_id": str(account.statement.source_id),
        **of_cameras(world, account),
        "field_id": SealedField.objects.get(field="contact").pk,
        "number": incident.number,
        "second_number": happened(world, AT_THE_CORNER).number,
        "act_id": act.pk,
        "involvement_id": alleged(world, account, act),
        "part": "context",
        "part_id": record_context(world.hand(world.vera), incident, ContextDraft("law", "Закон", "газета")).pk,
        "kind": "incident",
        "row_id": incident.pk,
        "hold_id": hold.pk,
        "form_id": form_out(world).form.pk,
        "held_id": held_interview(world).pk,
        "erasure_id": erasure.pk,
        "registrar_id": world.vera.pk,
        "referral_id": offered(world, filed).pk,
        "request_id": note_request(world.hand(world.vera), world.first, RequestDraft("access", "што?", NOW.date())).pk,
        "task_id": give_task(world.hand(world.vera), filed.statement, TaskDraft("read", world.zoya)).pk,
        "report_id": medically(world, filed).pk,
        "message_id": write_message(world.hand(world.vera), filed.statement, "Калі?", opening=world.person_keys).pk,
        "among": "statements",
        "search_id": str(kept_search(world).pk),
        "conflict_id": keep_out(world.hand(world.zoya), world.report("Іншае.", envelope="c1" * 32), world.vera, ground="kin", words="").pk,
        "canary_id": propose_canary(world.hand(world.anna), world.first, name="Зымдраль Квазюк").pk,
        "hint_id": hint_to(world, filed).pk,
        "agreement_id": asked_for(world, filed).pk,
        **of_the_public_book(world),
        "look_id": looked_at(world, filed).pk,
        "list_id": looked_through(world, world.vera).pk,
        "name": "2020pb",
        "token_id": make_token(world.hand(world.vera), TokenDraft("reading", "лічыльнік", NOW.date()), is_demo=True).token.pk,
        **of_case_files(world, incident, filed),
        "proposal_id": propose(world.hand(world.anna), ProposalDraft("give-role", world.vera, role="lawyer")).proposal.pk,
    }


def of_the_public_book(world: World) -> dict[str, str]:
    """An incident that waits for its second, and an edition."""
    who = publishers(world)
    word = proposed(world, who, accepted(world, "5c" * 32))
    edition = propose_edition(world.hand(who.paula), EditionDraft("ab" * 32, 0, REPORT, ""))
    return {"publication_id": word.pk, "edition_id": edition.pk}


def of_case_files(world: World, incident: Incident, filed: Filed) -> dict[str, str]:
    """A case file over an incident and a file, with a cell and a delivery that a lawyer asked for."""
    hand, lawyer = world.hand(world.vera), world.hand(world.zoya)
    draft = CaseFileDraft("На рагу", "суд", "court", world.person_recipient, crimes=("torture",))
    case_file = open_case_file(hand, world.first, draft, shipped())
    _, item = choose(hand, case_file, [incident, filed.picture])
    cell = enter_cell(hand, case_file, CellDraft("torture/aim", "missing", None, "мэты ніхто не чуў"), shipped())
    delivering.disclose(lawyer, case_file, delivering.DisclosureDraft("Рысь", "нічога не знойдзена"))
    delivery = delivering.ask_delivery(lawyer, case_file, ("be",))
    return {"case_file_id": case_file.pk, "item_id": item.pk, "cell_id": cell.pk, "delivery": str(delivery.number)}


def asked_for(world: World, filed: Filed) -> Agreement:
    return ask_second(world.hand(world.zoya), "statements", Handing("share-un", "суд"), [filed.statement.pk], reason="суд папрасіў")


def looked_at(world: World, filed: Filed) -> Look:
    """A look at a statement that stays for danger alone; a yes was never given."""
    asked = Asked("statements", "csv", Handing("share-un", "суд"), "суд папрасіў")
    return looking.begin(world.hand(world.zoya), asked, [filed.statement.pk])


def of_forces(world: World, account: Account) -> tuple[Unit, Posting]:
    """A unit that is known from this account alone, and a posting in it."""
    hand, source = world.hand(world.vera), Source(account=account)
    unit = forces.register_unit(hand, UnitDraft("detachment", "police.riot"), UnitNameDraft("Рысі"), source=source)
    person = account.statement.source
    assert person is not None
    return unit, forces.enter_posting(hand, person, unit, PostingDraft("member"), source=source)


def kept_search(world: World) -> KeptSearch:
    return keep_search(world.vera, among="statements", name="без апрацоўкі", query="coded=no")


def hint_to(world: World, filed: Filed) -> Hint:
    inquiry = ask_register(world.hand(world.vera), filed.statement.source, kind="spoken-before", reason="каб не пытаць двойчы")
    note_hints(world.process("register"), inquiry, [Found("statement", filed.statement.pk, world.first.pk)])
    return Hint.objects.get()


def alleged(world: World, account: Account, act: Act) -> str:
    told = {"degree": "present", "finding": "suspicion", "basis": "мянушка"}
    return allege_involvement(world.hand(world.vera), act, account.mentions.get(role="alleged-part"), **told).pk


def offered(world: World, filed: Filed) -> Referral:
    draft = ReferralDraft("medical", "лекар", NOW.date() + timedelta(days=7))
    return offer_referral(world.hand(world.vera), filed.statement.source, draft)


def medically(world: World, filed: Filed) -> MedicalReport:
    hand = world.hand(world.vera)
    return write_report_on(hand, filed.statement, medical_draft(hand, paper=True), sealing=world.sealing)


def form_out(world: World) -> TakenForm:
    return take_form(world.hand(world.vera), world.first, person=None, good_until=NOW.date() + timedelta(days=7))


def held_interview(world: World) -> HeldInterview:
    hold_interview(world.process("courier"), brought_interview(world.hand(world.vera), form_out(world).token), reason="form-used")
    return HeldInterview.objects.exclude(state__in=("filed", "let-in")).latest("pk")


def guarded(known: dict[str, str]) -> Iterator[str]:
    """Yield every address that leads to something of the first compartment, filled in."""
    for name, form in addresses(get_resolver().url_patterns):
        if name in OPEN_TO_ALL or OF_SIGNING_IN.match(name):
            continue
        yield "/" + re.sub(r"<\w+:(\w+)>", lambda found: known[found[1]], form)


def counts() -> dict[str, int]:
    """How many rows each table of the book has."""
    found = {model.__name__: model._base_manager.count() for model in apps.get_app_config("book").get_models()}
    return found | {"entries": reading.size()}


@pytest.fixture
def walked(office: World, filed: Filed) -> tuple[str, ...]:
    return tuple(guarded(ids(office, filed)))


def test_there_is_something_to_walk(walked: tuple[str, ...]) -> None:
    assert len(walked) > 20


def test_vera_finds_what_marek_will_not(vera: Client, walked: tuple[str, ...]) -> None:
    found = [address for address in walked if vera.get(address).status_code != 404]
    assert len(found) > 15


def test_marek_finds_nothing_and_changes_nothing(marek: Client, walked: tuple[str, ...]) -> None:
    before = counts()
    for address in walked:
        assert marek.get(address).status_code in {404, 405}, address
        assert marek.post(address, {"why": "хачу ведаць", "reason": "хачу ведаць", "decision": "accepted"}).status_code in {404, 405}, (
            address
        )
        assert 404 in {marek.get(address).status_code, marek.post(address).status_code}, address
    assert counts() == before


def test_nobody_is_sent_to_sign_in_and_changes_nothing(nobody: Client, walked: tuple[str, ...]) -> None:
    before = counts()
    for address in (*walked, "/", "/statements/", "/statements.csv", "/incidents/", "/map/"):
        for answer in (nobody.get(address), nobody.post(address, {"why": "хачу ведаць"})):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/sign/in/"), address
    assert counts() == before


def test_a_frozen_registrar_finds_nothing(vera: Client, office: World, walked: tuple[str, ...]) -> None:
    from kniha.book.access.actions import freeze

    freeze(office.hand(office.anna), office.vera)
    for address in (*walked, "/", "/statements/", "/incidents/"):
        assert vera.get(address).status_code in {403, 405}, address


def test_what_marek_may_see_is_all_that_his_lists_count(marek: Client, walked: tuple[str, ...], filed: Filed) -> None:
    for address in (
        "/",
        "/statements/",
        "/statements.csv",
        "/incidents/",
        "/incidents/table.csv",
        "/medical-reports/",
        "/medical-reports.csv",
        "/map/",
        "/map/points",
        "/units/",
        "/forces/structure/?all=1",
        "/forces/structure.svg",
        "/units/table.csv",
        *AS_OF,
    ):
        answer = marek.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        assert filed.statement.pk.encode() not in body, address
        assert b"KN-" not in body, address
        assert "Рысі".encode() not in body, address


def test_not_there_and_not_yours_look_the_same(marek: Client, walked: tuple[str, ...], filed: Filed) -> None:
    def bare(address: str) -> bytes:
        page = marek.get(address).content.replace(address.encode(), b"")
        return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)

    assert bare(f"/statements/{filed.statement.pk}/") == bare(f"/statements/{'0' * 32}/")


def test_a_form_without_its_token_changes_nothing(at_desk: Callable[..., Client], office: World, walked: tuple[str, ...]) -> None:
    strict, before = at_desk(office.vera, enforce_csrf_checks=True), counts()
    for address in walked:
        assert strict.post(address, {"why": "каб паглядзець", "reason": "каб паглядзець", "first": "11.08.2020"}).status_code == 403, (
            address
        )
    assert counts() == before
