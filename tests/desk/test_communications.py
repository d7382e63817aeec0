"""Call signs and messages at the desk: entered, read beside their translation, looked for within an incident and never without one."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import NOW, World, acquisition_draft, at

from kniha.book.bulk.actions import BatchDraft, bring_batch
from kniha.book.bulk.rows import keys, load
from kniha.book.communications import actions, communicating
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.communications.models import CallSign, Communication, CommunicationTranslation
from kniha.book.evidence.acquiring import begin_acquisition
from kniha.book.forces import actions as forces
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.units import Unit
from kniha.book.journal import reading
from kniha.book.recordings.drafts import Witness
from kniha.book.statements.drafts import When
from kniha.vault.blobs import StoredBlob

pytestmark = pytest.mark.django_db

READ = Source(read_in="газета")
NUMBER = "+375 (29) 000-00-17"
TALK = (SpeakerDraft("from", "Рысь-1", "call-sign"), SpeakerDraft("to", NUMBER, "number"))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def unit(world: World, name: str = "Рысі") -> Unit:
    return forces.register_unit(world.hand(world.vera), UnitDraft("detachment", "police.riot"), UnitNameDraft(name, "be"), source=READ)


def said(world: World, **more: object) -> Communication:
    told = {"text": "Выходзім да метро.", "language": "be", "when": When(at(23, 5), at(23, 5), "Europe/Minsk", "exact"), "speakers": TALK}
    draft = CommunicationDraft("radio", channel="145,500 МГц", **(told | more))
    return communicating.enter_communication(world.hand(world.vera), world.first, draft, source=Witness(read_in="радыёаматар"))


def test_a_call_sign_is_entered_on_the_page_of_its_unit_and_withdrawn_there(vera: Client, world: World):
    of, account = unit(world), world.coded(world.report())
    posting = forces.enter_posting(
        world.hand(world.vera), account.statement.source, of, PostingDraft("commander"), source=Source(account=account)
    )
    told = {"sign": "Рысь-1", "posting": posting.pk, "began": "2020-08", "read_in": "газета"}
    assert "the whole unit" in text(vera, f"/units/{of.pk}/call-signs/")
    vera.post(f"/units/{of.pk}/call-signs/", told)
    made = CallSign.objects.get()
    assert (made.posting, made.folded) == (posting, "рис1")
    assert "Рысь-1" in text(vera, f"/units/{of.pk}/")
    assert "Write days like" in vera.post(f"/units/{of.pk}/call-signs/", told | {"began": "учора"}).content.decode()
    vera.post(f"/call-signs/{made.pk}/withdrawal/", {"reason": "недачута"})
    assert not CallSign.objects.exists()


def test_a_message_is_entered_from_a_file_and_its_page_says_so(vera: Client, world: World, filed: Filed):
    address = f"/communications/new/?exhibit={filed.picture.pk}"
    told = {
        "compartment": world.first.pk, "medium": "radio", "channel": "145,5", "first": "11.08.2020 23:05", "zone": "Europe/Minsk",
        "side_1": "from", "kind_1": "call-sign", "heard_1": "Рысь-1", "side_2": "to", "kind_2": "number", "heard_2": NUMBER,
        "text": "Выходзім да метро.", "language": "be", "point": "53.9023, 27.5619", "error_m": "400", "heading_deg": "120",
        "fov_deg": "60",
    }  # fmt: skip
    vera.post(address, told)
    made = Communication.objects.get()
    assert (made.exhibit_id, made.speakers.count(), made.fov_deg) == (filed.picture.pk, 2, 60)
    page = text(vera, f"/communications/{made.pk}/")
    for words in ("Рысь-1", NUMBER, "Выходзім да метро.", "sector towards 120°", "60° wide", "53.9023, 27.5619 (±400 m)"):
        assert words in page, words
    assert f"/communications/{made.pk}/" in text(vera, f"/exhibits/{filed.picture.pk}/")


def test_what_is_wrong_is_said_on_the_form(vera: Client, world: World):
    page = vera.post("/communications/new/", {"compartment": world.first.pk, "medium": "radio", "read_in": "х"}).content.decode()
    assert "A message has its words" in page
    assert not Communication.objects.exists()


def test_a_corrected_message_keeps_the_seconds_that_nobody_touched(vera: Client, world: World):
    made = said(world, when=When(at(23, 5).replace(second=7), at(23, 5).replace(second=9), "Europe/Minsk", "exact"))
    form = vera.get(f"/communications/{made.pk}/correction/").context["form"]
    told = {name: "" if value is None else value for name, value in ((one, form[one].value()) for one in form.fields)}
    vera.post(f"/communications/{made.pk}/correction/", told | {"heard_1": "Рысь-2"})
    made.refresh_from_db()
    assert (made.first.second, made.last.second, made.speakers.get(place=0).heard) == (7, 9, "Рысь-2")


def test_a_message_stands_beside_its_translation_with_all_whom_a_sign_may_mean(vera: Client, world: World):
    made = said(world)
    for name in ("Рысі", "Зубры"):
        actions.enter_call_sign(world.hand(world.vera), unit(world, name), CallSignDraft("рысь 1"), source=READ)
    vera.post(
        f"/communications/{made.pk}/translations/",
        {"text": "Выходим к метро.", "translated_into": "ru", "way": "machine", "note": "«да» — ці «ля»"},
    )
    page = text(vera, f"/communications/{made.pk}/")
    for words in ("Выходим к метро.", "a machine, checked by nobody", "«да» — ці «ля»", "ambiguous", "may have been", "Рысі", "Зубры"):
        assert words in page, words
    vera.post(f"/communications/translations/{CommunicationTranslation.objects.get().pk}/withdrawal/", {"reason": "не тое"})
    assert not CommunicationTranslation.objects.exists()
    vera.post(f"/communications/{made.pk}/withdrawal/", {"reason": "двойчы"})
    assert not Communication.objects.exists()


def test_the_list_is_narrowed_and_taken_away_without_speakers_and_words(vera: Client, world: World):
    said(world)
    said(world, text="Што?", speakers=(), when=When())
    page = text(vera, "/communications/?medium=radio&first=2020-08-11&last=2020-08-11")
    assert "145,500 МГц" in page
    assert "time not known" not in page
    assert "time not known" in text(vera, "/communications/")
    table = b"".join(vera.get("/communications/table.csv").streaming_content).decode()
    assert "145,500 МГц" in table
    assert not any(words in table for words in ("Рысь", "000-00-17", "Выходзім"))


@pytest.mark.parametrize("heard", ["375290000017", "рысь 1"])
def test_who_spoke_is_looked_for_within_an_incident(vera: Client, office: World, heard: str):
    made, incident = said(office), office.opened()[0]
    before = reading.size()
    page = vera.post("/communications/speakers/", {"incident": incident.number, "heard": heard}).content.decode()
    assert f"/communications/{made.pk}/" in page
    assert reading.size() == before + 1
    entry = list(reading.entries())[-1]
    assert entry.skeleton.action == "communication.looked_for"
    assert len(entry.told()["speaker_digest"]) == 64
    assert heard not in repr(entry.told()) + repr(entry.skeleton)


@pytest.mark.parametrize("asked", [{}, {"incident": ""}, {"incident": "KN-2020-00000"}])
def test_without_an_incident_nobody_is_looked_for(vera: Client, world: World, asked: dict[str, str]):
    made = said(world)
    before = reading.size()
    page = vera.post("/communications/speakers/", {"heard": NUMBER} | asked).content.decode()
    assert f"/communications/{made.pk}/" not in page
    assert f"/communications/{made.pk}/" not in text(vera, f"/communications/speakers/?heard={NUMBER}")
    assert reading.size() == before


def test_the_list_has_no_words_to_look_for(vera: Client, world: World):
    made = said(world)
    assert "q" not in vera.get("/communications/").context["form"].fields
    assert f"/communications/{made.pk}/" in text(vera, "/communications/?q=нічога")  # words in an address narrow nothing


def test_within_an_incident_of_others_nobody_is_looked_for(marek: Client, world: World):
    said(world)
    incident = world.opened()[0]
    page = marek.post("/communications/speakers/", {"incident": incident.number, "heard": NUMBER}).content.decode()
    assert "There is no such incident here." in page


def test_pages_are_read_in_three_languages(vera: Client, world: World):
    made = said(world)
    for language, words in (("be", "Хто і каму гаварыў"), ("ru", "Кто и кому говорил")):
        vera.cookies["django_language"] = language
        assert words in text(vera, f"/communications/{made.pk}/")


def test_a_translation_is_no_part_of_what_others_see(marek: Client, world: World):
    made = said(world)
    row = communicating.translate_communication(world.hand(world.vera), made, TranslationDraft("Выходим.", "ru"))
    assert marek.get(f"/communications/translations/{row.pk}/withdrawal/").status_code == 404


def test_a_list_of_messages_is_read_row_by_row_and_a_row_is_entered(vera: Client, world: World):
    hand = world.hand(world.vera)
    given = begin_acquisition(hand, acquisition_draft("Спіс перамоў"), world.first)
    blob = StoredBlob("e5" * 32, "e6" * 32, 3, "e7" * 32, b"header")
    batch = bring_batch(hand, given, BatchDraft("messages", "На адной частаце", 1, "", "e8" * 32, NOW.date() + timedelta(days=99)), blob)
    heard = ("1", "radio", "145,5", 10**12, 10**12, "Europe/Minsk", "Рысь-1", "рис1", "База", "|база|", "call-sign")
    load(batch, 0, [(*heard, *(None,) * 6, "Выходзім.", "be")])
    assert "Рысь-1" in text(vera, f"/batches/{batch.pk}/")
    vera.post(f"/batches/{batch.pk}/messages/{keys(batch).start}/")
    assert Communication.objects.get().text == "Выходзім."
