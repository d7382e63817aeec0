"""A case file leaves: a bundle that anybody checks without us, sealed to its authority; nothing in it that may not leave."""

import io
import json
import secrets
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pypdf
import pytest
from rocrate.rocrate import ROCrate
from tests.case_files import AUTHORITY, CAMERA, EXHIBITS, SUSPECT, CaseOffice, picture
from tests.media.test_masking import QUARTER

from kniha.book.casefiles import delivering, queries
from kniha.book.casefiles.actions import choose
from kniha.book.casefiles.models import CaseDelivery
from kniha.book.evidence.actions import access_exhibit
from kniha.book.evidence.masking import MaskDraft, draw_masked_copy, keep_masked_copy, parts_of_copy
from kniha.book.evidence.models import CustodyEvent
from kniha.book.people.models import KeyRow
from kniha.ledger.bundle_zips import ZipFiles
from kniha.ledger.verdicts import check_holds
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.runs.beside import Shelf
from kniha.runs.bundle_folders import FolderFiles
from kniha.runs.casefiles import making
from kniha.runs.casefiles.making import deliver, place_of, sweep
from kniha.runs.casefiles.weighing import fallen_since
from kniha.runs.masking import Masker
from kniha.runs.views import Viewing
from kniha.vocab.errors import ConflictError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"])]
VERIFY = Path(__file__).parents[2] / "verify.py"


@pytest.fixture
def reader(monkeypatch):
    """bagit-python, whose release of 2025 asks for nothing but its own version of a module that setuptools no longer has."""
    version = types.SimpleNamespace(version="1.8.1")
    past = types.SimpleNamespace(DistributionNotFound=LookupError, get_distribution=lambda _: version)
    monkeypatch.setitem(sys.modules, "pkg_resources", past)
    return pytest.importorskip("bagit")


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def every_byte(archive: bytes) -> bytes:
    """All files of a ZIP, the text and the metadata of its PDFs, and the names of all files."""
    found = [archive]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for info in opened.infolist():
            data = opened.read(info)
            found += [info.filename.encode(), data]
            if info.filename.endswith(".pdf"):
                read = pypdf.PdfReader(io.BytesIO(data))
                found += [page.extract_text().encode() for page in read.pages]
                found += [str(read.metadata).encode(), str(read.xmp_metadata and read.xmp_metadata.stream.get_data()).encode()]
    return b"\n".join(found)


# The good


def test_a_delivery_is_a_bundle_that_holds_for_both_verifiers(office: CaseOffice, tmp_path: Path) -> None:
    made = office.delivered("be", "ru", "en")
    assert (made.state, made.failed_why) == ("made", "")
    check_holds(verify_bundle(ZipFiles(io.BytesIO(office.archive(made))), office.given))
    folder = office.unpacked(made, tmp_path / "court")
    check_holds(verify_bundle(FolderFiles(folder), office.given))
    keys = tmp_path / "register.json"
    told = {name: [key.text for key in getattr(office.public, name)] for name in ("checkpoint_keys", "custodian_keys", "release_keys")}
    keys.write_text(json.dumps({"register": office.world.register, **told}))
    said = subprocess.run([sys.executable, VERIFY, folder, "--key", keys], capture_output=True, text=True, check=False)
    assert said.returncode in {0, 2}, said.stdout + said.stderr  # 2: OpenSSL here knows no ML-DSA
    assert "wrong" not in said.stdout.lower()


def test_programs_of_others_read_it(office: CaseOffice, tmp_path: Path, reader: object) -> None:
    folder = office.unpacked(office.delivered("be"), tmp_path / "court")
    assert reader.Bag(str(folder)).is_valid()
    crate = ROCrate(str(folder / "data"))
    files = {entity.id for entity in crate.get_entities() if entity.type == "File"}
    there = {str(path.relative_to(folder / "data")) for path in (folder / "data").rglob("*") if path.is_file()}
    assert files == there - {"ro-crate-metadata.json"}
    case = json.loads((folder / "data" / "case-uco.jsonld").read_text())
    assert {one["@type"] for one in case["@graph"]} >= {"case-investigation:Investigation", "uco-observable:File"}


def test_the_index_is_pdf_a_and_says_the_same_as_the_tables(office: CaseOffice, tmp_path: Path) -> None:
    folder = office.unpacked(office.delivered("be", "en"), tmp_path / "court") / "data"
    for language, word in (("be", "Элементы і доказы"), ("en", "Elements and evidence")):
        read = pypdf.PdfReader(folder / f"index-{language}.pdf")
        text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
        assert word in text
        assert "Збіццё на рагу" in text
        assert SUSPECT in text
        assert b"pdfaid:part" in read.xmp_metadata.stream.get_data()
    index = json.loads((folder / "index.json").read_text())
    assert [row["number"] for row in index["incidents"]] == [office.incident.number]
    assert [row["number"] for row in index["exhibits"]] == [1, 2]
    assert index["left_out"] == []
    for row in index["exhibits"]:
        assert (folder / row["file"]).read_bytes()
    gaps = {row["element"]: row["gap"] for row in index["matrix"]}
    assert gaps["torture/pain"] is False
    assert gaps["torture/aim"] is True
    assert (folder / "exhibits.csv").read_text().count("\n") == 3


def test_the_entry_shows_the_bundle_and_the_exhibits_are_handed_over(office: CaseOffice) -> None:
    made = office.delivered()
    steps = CustodyEvent.objects.filter(exhibit__in=office.exhibits, kind="handed-over")
    assert {step.authority for step in steps} == {AUTHORITY}
    assert steps.count() == 2
    again = delivering.acknowledge(office.vera, made, day=office.vera.today, words="уваходны 12")
    assert sweep(office.office.folder) == 1
    assert not place_of(office.office.folder, again).exists()


def test_a_later_delivery_names_the_earlier(office: CaseOffice) -> None:
    first = office.delivered()
    second = deliver(office.worker, office.asked(), office.office)
    with zipfile.ZipFile(io.BytesIO(office.archive(second))) as archive:
        told = json.loads(archive.read("case-file-2/kniha/bundle.json"))
    assert told["previous"] == first.bundle


def test_what_an_authority_has_and_would_not_be_given_today_is_known(office: CaseOffice) -> None:
    made = office.delivered()
    carried = list(queries.items(office.world.vera, office.file).filter(pk__in=made.carried))
    assert fallen_since(office.file, carried, today=office.vera.today) == {}
    office.answers(office.statement, "no")
    assert set(fallen_since(office.file, carried, today=office.vera.today).values()) == {"consent-refused"}


# The bad


def test_a_delivery_waits_for_a_signed_head(office: CaseOffice) -> None:
    office.chosen()
    office.disclosed()
    asked = office.asked()
    with pytest.raises(UnavailableError):
        deliver(office.worker, asked, office.office)
    assert CaseDelivery.objects.get(pk=asked.pk).state == "asked"
    assert not list(office.folder.glob("deliveries/*"))


def test_an_exhibit_whose_key_is_gone_ends_the_delivery_and_nothing_lies_there(office: CaseOffice) -> None:
    office.chosen()
    office.disclosed()
    asked = office.asked()
    office.signed()
    KeyRow.objects.filter(owner=office.exhibits[0].sealed_sha256).delete()
    failed = deliver(office.worker, asked, office.office)
    assert (failed.state, failed.bundle) == ("failed", "")
    assert "key of this file is gone" in failed.failed_why
    assert not list((office.folder / "deliveries").iterdir())
    assert not CustodyEvent.objects.filter(kind="handed-over").exists()


def test_what_is_withdrawn_while_it_is_made_does_not_leave(office: CaseOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    other = office.told("e2" * 32, b"bytes of another source " * 9)
    choose(office.vera, office.file, list(other.exhibits.all()))
    office.chosen()
    office.disclosed()
    asked = office.asked()
    office.signed()
    described = making._description

    def meanwhile(*arguments: object) -> object:
        office.answers(other, "no")
        return described(*arguments)

    monkeypatch.setattr(making, "_description", meanwhile)
    with pytest.raises(ConflictError, match="changed while"):
        deliver(office.worker, asked, office.office)
    assert not list((office.folder / "deliveries").iterdir())
    assert CaseDelivery.objects.get(pk=asked.pk).state == "asked"


# The malicious


def test_nothing_leaves_that_may_not(office: CaseOffice) -> None:
    """Planted: an incident that is not chosen and its victim, a refusing source, EXIF under a mask, staff, minutes, compartments, names."""
    other = office.told("e2" * 32, b"secret bytes of a refusing source " * 9, consent="no")
    office.world.coded(other)
    office.told("e3" * 32)
    choose(office.vera, office.file, list(other.exhibits.all()))
    made = office.delivered("be", "ru", "en")
    found = every_byte(office.archive(made))
    planted = {
        "a compartment": office.world.first.pk,  "a refusing source": "secret bytes of a refusing",
        "vera": office.world.vera.name, "zoya": office.world.zoya.name, "vera's id": office.world.vera.pk,
        "zoya's id": office.world.zoya.pk,
        "the minute": office.vera.now.strftime("T%H:%M"), "an original name": "Сведка", "what was asked": "Таемны-Крынічны",
        "a digest of what stayed": other.exhibits.get().sha256, "its id": other.exhibits.get().pk,
    }  # fmt: skip
    assert [name for name, word in planted.items() if word.encode() in found] == []
    index = json.loads(zipfile.ZipFile(io.BytesIO(office.archive(made))).read("case-file-1/data/index.json"))
    assert index["left_out"] == [{"reason": "consent-refused", "count": 1}]
    assert [reason for _, reason in made.left] == ["consent-refused"]
    assert CAMERA.encode() in found  # an original is given as it is, where its source agreed


def test_a_covered_copy_leaves_in_place_of_its_original_and_no_picture_of_that(office: CaseOffice) -> None:
    covered = office.exhibits[0]
    shelf = Shelf(office.vault, (EXHIBITS,), EXHIBITS.recipient, secrets.token_bytes)
    Viewing(shelf).make(covered)
    access_exhibit(office.vera, covered, why="каб закрыць твары")
    copy = draw_masked_copy(office.vera, covered, MaskDraft(QUARTER.text, "для суда"))
    choose(office.vera, office.file, [office.incident, covered])
    office.disclosed()
    office.signed()
    waiting = deliver(office.worker, office.asked(), office.office)
    assert [reason for _, reason in waiting.left] == ["mask-waits"]
    while (masker := Masker(shelf)).waiting().exists():
        masker.step(masker.waiting()[0])
    keep_masked_copy(office.vera, copy, sha256=parts_of_copy(copy)[0].sha256)
    made = deliver(office.worker, office.asked(), office.office)
    found = every_byte(office.archive(made))
    assert CAMERA.encode() not in found
    assert picture() not in found
    with zipfile.ZipFile(io.BytesIO(office.archive(made))) as archive:
        assert [name for name in archive.namelist() if "exhibits/" in name] == ["case-file-2/data/exhibits/KN-000001-000001-R.jpg"]
        assert not [name for name in archive.namelist() if "views/" in name]


@pytest.mark.parametrize("moment", ["written", "placed"])
def test_a_killed_delivery_leaves_nothing_half(office: CaseOffice, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies at once; a child is not possible inside a test's transaction, so the death is one that nothing catches."""
    office.chosen()
    office.disclosed()
    asked = office.asked()
    office.signed()

    def dies(*_: object, **__: object) -> None:
        raise SystemExit(9)

    with monkeypatch.context() as dying:
        dying.setattr(making, "build_bundle" if moment == "written" else "_enter", dies)
        dying.setattr(Path, "unlink", lambda *_, **__: None)  # a dead process removes nothing
        with pytest.raises(SystemExit):
            deliver(office.worker, asked, office.office)
    assert CaseDelivery.objects.get(pk=asked.pk).state == "asked"
    left = list((office.folder / "deliveries").iterdir())
    assert left
    made = deliver(office.worker, asked, office.office)
    check_holds(verify_bundle(ZipFiles(io.BytesIO(office.archive(made))), office.given))
    assert [path.name for path in (office.folder / "deliveries").iterdir()] == [f"{made.pk}.age"]
