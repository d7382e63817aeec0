"""Bundles: what is built is read as it was, by an independent reader too; whatever is put in, left out or renamed is found."""

import io
import json
import os
import stat
import struct
import sys
import types
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from tests.ledger.world import INCIDENT, REGISTER, SHOWN, signing_keys, story
from tests.sizes import examples

from kniha.ledger.bundle_manifests import check_paths, parse_manifest
from kniha.ledger.bundle_zips import ZipFiles, added_to_zip, zip_target
from kniha.ledger.bundles import build_bundle, describe, parse_description
from kniha.ledger.given import Given, trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, parse_note, sign_plain
from kniha.ledger.proof_file import build_proof
from kniha.ledger.registers import release_name
from kniha.ledger.verdicts import Outcome
from kniha.ledger.verifier import verify_file
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.runs.bundle_folders import FolderFiles, FolderTarget
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError

BOOK = story()
RELEASE = SigningKey(release_name(REGISTER), Algorithm.ED25519, b"r" * 32)
TRUST = trusting((*BOOK.verifiers(), RELEASE.verifier()))
TOP = "case-7"
FILES = {
    "data/list.csv": b"number\nKN-2025-48213\n",
    "data/exhibits/\u0424\u043e\u0442\u0430 1.jpg": b"\xff\xd8" + bytes(range(256)) * 50,
    "data/empty": b"",
    "proofs/KN-2025-48213.kniha-proof": BOOK.proof(SHOWN),
    "READ.txt": b"what this is\n",
}


@dataclass
class Held:
    """A bundle in memory, as it lies there and where it is written."""

    files: dict = field(default_factory=dict)

    def paths(self):
        return list(self.files)

    @contextmanager
    def open(self, path):
        yield io.BytesIO(self.files[path])

    def write(self, path, pieces):
        assert path not in self.files
        self.files[path] = b"".join(pieces)


def opener(data):
    @contextmanager
    def opened():
        yield io.BytesIO(data)

    return opened


def build(target, files=FILES, *, signers=(RELEASE,), **said):
    described = {"register": REGISTER, "kind": "case-file", "title": "One case", "made_on": "2025-11-24"} | said
    description = describe(files, signers=signers, **described)
    return build_bundle(target, {path: opener(data) for path, data in files.items()}, description, signers)


def built(files=FILES, **said):
    held = Held()
    build(held, files, **said)
    return held


def zipped(files=FILES, **said):
    out = io.BytesIO()
    with zip_target(out, TOP) as target:
        build(target, files, **said)
    return out.getvalue()


def resealed(files):
    """Manifests and note made again over whatever is there: the work of the register itself, or of one who stole its key."""
    held = Held({path: data for path, data in files.items() if not path.startswith("manifest") and not path.startswith("tagmanifest")})
    held.files.pop("kniha/bundle.note", None)
    lines = {True: [], False: []}
    for path in sorted(held.files):
        lines[path.startswith("data/")].append(f"{sha256(held.files[path]).hexdigest()}  {path}\n")
    held.files["manifest-sha256.txt"] = "".join(lines[True]).encode()
    lines[False].append(f"{sha256(held.files['manifest-sha256.txt']).hexdigest()}  manifest-sha256.txt\n")
    tags = "".join(sorted(lines[False], key=lambda line: line[66:])).encode()
    held.files["tagmanifest-sha256.txt"] = tags
    text = f"kniha-bundle/v1\ncase-file\n{REGISTER.hex()}\n{sha256(tags).hexdigest()}\n"
    held.files["kniha/bundle.note"] = Note(text, (sign_plain(RELEASE, text),)).encode().encode()
    return held


def held(files, given=TRUST):
    verdict = verify_bundle(files, given)
    assert verdict.holds, verdict.words
    return verdict


def wrong(files, given=TRUST):
    verdict = verify_bundle(files, given)
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    return step.number, step.detail


def wrong_zip(data):
    return wrong(ZipFiles(io.BytesIO(data)))


# What is built is read as it was.


def test_a_bundle_holds_in_five_steps():
    verdict = held(built())
    assert [step.outcome for step in verdict.steps] == [Outcome.HOLDS] * 5
    assert "It is what the register released on 2025-11-24, complete: 8 files" in verdict.words
    assert verdict.steps[3].detail == "not there yet"
    assert any("comes without kniha/bundle.kniha-proof" in point for point in verdict.open)


def test_a_zip_a_folder_and_memory_hold_the_same(tmp_path):
    digest = build(FolderTarget(tmp_path))
    assert held(FolderFiles(tmp_path)).steps[1].detail == f"bundle digest {digest.hex()}"
    kind, verdict = verify_file(io.BytesIO(zipped()), TRUST)
    assert (kind, verdict.holds, verdict.steps[1].detail) == ("bundle", True, f"bundle digest {digest.hex()}")


def test_the_same_files_make_the_same_bytes():
    assert zipped() == zipped(dict(reversed(FILES.items())))


def test_a_folder_is_for_its_owner_alone(tmp_path):
    build(FolderTarget(tmp_path))
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in tmp_path.rglob("*")} == {0}


def test_nothing_is_written_over_a_file(tmp_path):
    (tmp_path / "bagit.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        build(FolderTarget(tmp_path))


def test_an_independent_reader_finds_the_bag_valid(tmp_path, monkeypatch):
    """The Library of Congress's bagit. It asks for its own version in a way that Python has forgotten since, and does without it."""

    def get_distribution(name):
        raise LookupError(name)

    monkeypatch.setitem(
        sys.modules, "pkg_resources", types.SimpleNamespace(DistributionNotFound=LookupError, get_distribution=get_distribution)
    )
    bagit = pytest.importorskip("bagit")
    build(FolderTarget(tmp_path))
    bag = bagit.Bag(str(tmp_path))
    bag.validate()
    assert bag.version_info == (1, 0)
    (tmp_path / "data/empty").write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(tmp_path)).validate()


def test_another_program_can_unpack_the_zip(tmp_path):
    with zipfile.ZipFile(io.BytesIO(zipped())) as archive:
        archive.extractall(tmp_path)
    held(FolderFiles(tmp_path / TOP))


def test_a_zip_that_somebody_else_packed_holds_too():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir(f"{TOP}/data")
        for path, data in reversed(built().files.items()):
            archive.writestr(f"{TOP}/{path}", data)
    held(ZipFiles(out))


def test_without_keys_the_release_keys_fingerprint_remains_to_be_compared():
    assert any(RELEASE.verifier().fingerprint in point for point in held(built(), Given()).open)


def test_a_bundle_may_follow_another():
    digest = build(Held())
    assert parse_description(built(previous=digest).files["kniha/bundle.json"]).previous == digest
    held(built(previous=digest))


def handed_over(digest, path="bundle"):
    book = story()
    book.enter("casefile.delivered", [("insert", "delivery", "0" * 32, {"to": "a court"})], role="lawyer", **{path: digest.hex()})
    return build_proof(about=("delivery", "0" * 32), head=book.evidence(), entries=[book.entry(9, ("day", path))])


def test_the_entry_that_handed_it_over_is_proven():
    bundle = Held()
    digest = build(bundle)
    bundle.files["kniha/bundle.kniha-proof"] = handed_over(digest)
    assert held(bundle).steps[3].detail == "entry 9"


def test_that_proof_is_added_to_a_zip_that_is_there():
    out = io.BytesIO()
    with zip_target(out, TOP) as target:
        digest = build(target)
    with added_to_zip(out) as target:
        target.write("kniha/bundle.kniha-proof", [handed_over(digest)])
    assert held(ZipFiles(out)).steps[3].detail == "entry 9"


# Paths.


@pytest.mark.parametrize(
    "path",
    [
        "/data/x", "data/../x", "../x", "data//x", "data/./x", "data/", "", "data\\x", "C:x", "data/a\nb", "data/a\x7fb", "data/a\x85b",
        "data/100%", "data/e\u0301", "data/?", "data/\udcff",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_or_reads_otherwise_elsewhere_is_refused(path):
    with pytest.raises(MalformedError):
        built({path: b"x"})
    assert wrong(resealed(built().files | {path: b"x"}) if path.isprintable() else Held(built().files | {path: b"x"}))[0] == 1


@pytest.mark.parametrize("paths", [("data/A", "data/a"), ("data/ß", "data/SS"), ("data/a", "data/a/b"), ("data/A", "data/a/b")])
def test_files_that_cannot_lie_beside_each_other_everywhere_are_refused(paths):
    with pytest.raises(MalformedError):
        built(dict.fromkeys(paths, b"x"))
    assert wrong(resealed(built().files | dict.fromkeys(paths, b"x")))[0] == 1


def test_what_the_builder_writes_itself_is_not_taken():
    with pytest.raises(MalformedError, match="written by the builder"):
        built({"bagit.txt": b"x"})


def test_there_is_an_end_to_the_number_of_files():
    with pytest.raises(TooLargeError):
        check_paths([f"data/{number}" for number in range(100_001)])


@pytest.mark.parametrize("said", [{"made_on": "2025-11-31"}, {"made_on": "today"}])
def test_a_bundle_is_made_on_a_day(said):
    with pytest.raises(MalformedError):
        built(**said)


# What is changed, put in, left out.


def changed(path, data):
    return Held(built().files | {path: data})


@pytest.mark.parametrize("path", FILES)
def test_an_altered_file_is_found(path):
    step, detail = wrong(changed(path, FILES[path] + b"x"))
    assert (step, detail) == (2, f"{path} is not the file that the manifest names")


@pytest.mark.parametrize("path", ["data/more", "more", "kniha/more", "manifest-md5.txt", "fetch.txt"])
def test_a_file_more_is_found(path):
    step, detail = wrong(changed(path, b""))
    assert (step, detail) == (1, f"{path} is there, and is not named")


@pytest.mark.parametrize("path", sorted(path for path in built().files if path != "kniha/bundle.kniha-proof"))
def test_a_file_less_is_found(path):
    files = built().files
    del files[path]
    step, detail = wrong(Held(files))
    assert (step, "is missing" in detail) == (1, True)


def test_a_renamed_file_is_found():
    files = built().files
    files["data/tsil.csv"] = files.pop("data/list.csv")
    assert wrong(Held(files))[0] == 1


def test_a_file_replaced_with_its_digest_is_found_by_the_tag_manifest():
    files = built().files
    old, new = (sha256(data).hexdigest().encode() for data in (FILES["data/empty"], b"x"))
    files |= {"data/empty": b"x", "manifest-sha256.txt": files["manifest-sha256.txt"].replace(old, new)}
    step, detail = wrong(Held(files))
    assert (step, detail) == (2, "manifest-sha256.txt is not the file that the manifest names")


def test_a_file_replaced_with_all_digests_above_is_found_by_the_note():
    files = resealed(built().files | {"data/empty": b"x"}).files
    files["kniha/bundle.note"] = built().files["kniha/bundle.note"]
    step, detail = wrong(Held(files))
    assert (step, detail) == (3, "the note is of another bundle")


def manifest(path, alter):
    files = built().files
    return Held(files | {path: alter(files[path])})


@pytest.mark.parametrize(
    "alter",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data + data,
        lambda data: data.replace(b"  ", b" "),
        lambda data: data.replace(b"  ", b" *"),
        lambda data: data.upper(),
        lambda data: b"".join(reversed(data.splitlines(keepends=True))),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"\xff",
        lambda data: data + b"0" * 64 + b"  tagmanifest-sha256.txt\n",
        lambda data: data + b"0" * 64 + b"  zz\n",
        lambda data: b"",
    ],
)
@pytest.mark.parametrize("path", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_another_writing_of_a_manifest_is_found(path, alter):
    assert wrong(manifest(path, alter))[0] == 1


@pytest.mark.parametrize("path", ["tagmanifest-sha256.txt", "kniha/bundle.note", "kniha/bundle.kniha-proof", "data/list.csv"])
def test_a_tag_manifest_that_names_itself_or_what_is_apart_is_found(path):
    files = built().files
    listed = parse_manifest(files["tagmanifest-sha256.txt"]) | {path: sha256(files.get(path, b"")).digest()}
    tags = "".join(f"{listed[name].hex()}  {name}\n" for name in sorted(listed)).encode()
    assert wrong(Held(files | {"tagmanifest-sha256.txt": tags}))[0] == 1


def test_a_payload_manifest_that_names_itself_is_found():
    files = built().files
    assert wrong(Held(files | {"manifest-sha256.txt": files["manifest-sha256.txt"] + b"0" * 64 + b"  manifest-sha256.txt\n"}))[0] == 1


@pytest.mark.parametrize("data", [b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n", b"", b"BagIt-Version: 1.0\n"])
def test_another_declaration_is_found(data):
    assert wrong(resealed(built().files | {"bagit.txt": data}))[0] == 1


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "dossier"}, {"kind": ["case-file"]}, {"kind": None}, {"made_on": "2025-02-30"}, {"keys": []}, {"keys": [1]}, {"more": 1},
        {"proofs": ["data/no.kniha-proof"]}, {"proofs": "x"}, {"register": "00"}, {"previous": "00"}, {"title": 1}, {"format": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_another_description_is_found(said):
    files = built().files
    altered = canonical(json.loads(files["kniha/bundle.json"]) | said)
    assert wrong(resealed(files | {"kniha/bundle.json": altered}))[0] == 1


# Who signed it.


def noted(alter):
    files = built().files
    files["kniha/bundle.note"] = alter(files["kniha/bundle.note"].decode()).encode()
    return Held(files)


@pytest.mark.parametrize(
    "alter",
    [
        lambda note: "",
        lambda note: note.replace("case-file", "release"),
        lambda note: note.rpartition("— ")[0],
        lambda note: note + note.rpartition("\n\n")[2],
        lambda note: note.replace(REGISTER.hex(), "00" * 32),
        lambda note: note[:-8] + ("A" if note[-8] != "A" else "B") + note[-7:],
    ],
    ids=["empty", "another kind", "no signature", "a signature twice", "another register", "another signature"],
)
def test_an_altered_note_is_found(alter):
    assert wrong(noted(alter), Given())[0] == 3


def test_a_note_that_is_no_text_is_found():
    assert wrong(Held(built().files | {"kniha/bundle.note": b"\xff"}))[0] == 3


def test_a_stranger_signs_no_bundle_under_the_keys_given():
    stranger = SigningKey(RELEASE.name, RELEASE.algorithm, b"x" * 32)
    assert held(built(signers=(stranger,)), Given())
    assert wrong(built(signers=(stranger,)))[0] == 3


def test_a_key_of_another_use_signs_no_bundle():
    custodian = SigningKey(f"kniha/{REGISTER.hex()}/custodian/1", Algorithm.ED25519, b"c" * 32)
    assert wrong(built(signers=(custodian,)), Given())[0] == 3


# What the register says of it.


@pytest.mark.parametrize(
    "proof",
    [
        lambda digest: b"{}",
        lambda digest: handed_over(bytes(32)),
        lambda digest: handed_over(digest, "other"),
        lambda digest: BOOK.proof(SHOWN),
    ],
    ids=["none", "of another bundle", "under another path", "of something else"],
)
def test_a_false_proof_that_it_was_handed_over_is_found(proof):
    bundle = Held()
    digest = build(bundle)
    bundle.files["kniha/bundle.kniha-proof"] = proof(digest)
    assert wrong(bundle)[0] == 4


def of_another_register():
    book = type(BOOK)(register=bytes(32), keys=signing_keys(bytes(32)), entries=BOOK.entries, nodes=BOOK.nodes)
    return book.proof(SHOWN, about=("incident", INCIDENT))


@pytest.mark.parametrize("proof", [b"{}", of_another_register()], ids=["none", "of another register"])
def test_an_enclosed_proof_that_does_not_hold_here_is_found(proof):
    step, detail = wrong(built(FILES | {"data/x.kniha-proof": proof}), Given())
    assert (step, detail.startswith("data/x.kniha-proof")) == (5, True)


# Folders.


def test_links_and_other_things_in_a_folder_are_found(tmp_path):
    for number, make in enumerate((lambda path: path.symlink_to("list.csv"), lambda path: path.symlink_to("/"), os.mkfifo)):
        top = tmp_path / str(number)
        top.mkdir()
        build(FolderTarget(top))
        (top / "data/empty").unlink()
        make(top / "data/empty")
        step, detail = wrong(FolderFiles(top))
        assert (step, detail) == (1, "data/empty is neither a file nor a folder")


def test_a_folder_without_a_file_says_nothing(tmp_path):
    build(FolderTarget(tmp_path))
    (tmp_path / "data/nothing").mkdir()
    held(FolderFiles(tmp_path))


def test_a_name_that_is_no_text_is_found(tmp_path):
    build(FolderTarget(tmp_path))
    (tmp_path / os.fsdecode(b"data/\xff")).touch()
    assert wrong(FolderFiles(tmp_path))[0] == 1


# ZIPs.


def packed(files, *, alter=None, compression=zipfile.ZIP_STORED):
    """A ZIP of (name, data), which may repeat; `alter` is given each file's description first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            if alter:
                alter(info)
            archive.writestr(info, data)
    return out.getvalue()


def members(files=None):
    return [(f"{TOP}/{path}", data) for path, data in (files or built().files).items()]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_a_zip_twice_is_found():
    """Some programs take the first, others the last."""
    step, detail = wrong_zip(packed([*members(), (f"{TOP}/data/list.csv", b"other")]))
    assert (step, "twice" in detail) == (1, True)


@pytest.mark.parametrize("name", ["other/x", "x", f"{TOP}/../x", f"/{TOP}/x", f"{TOP}//x", f"{TOP}/data\\x", f"{TOP}x/y"])
def test_a_file_beside_the_folder_or_on_a_crooked_path_is_found(name):
    assert wrong_zip(packed([*members(), (name, b"x")]))[0] == 1


def test_a_link_in_a_zip_is_found():
    def link(info):
        if info.filename.endswith("empty"):
            info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    step, detail = wrong_zip(packed(members(), alter=link))
    assert (step, "neither a file nor a folder" in detail) == (1, True)


def test_a_small_zip_of_much_is_found_before_it_is_read():
    step, detail = wrong_zip(packed([*members(), (f"{TOP}/data/zero", bytes(40 << 20))], compression=zipfile.ZIP_DEFLATED))
    assert (step, "100 times" in detail) == (1, True)


def test_files_that_lie_over_each_other_are_found():
    """One body under many names: a small file that unpacks to very much, and that two programs read differently."""
    data = bytearray(packed([(f"{TOP}/a", b"x" * 99), (f"{TOP}/b", b"x" * 99)]))
    places = [place for place in range(len(data)) if data[place : place + 4] == b"PK\x01\x02"]
    data[places[1] + 42 : places[1] + 46] = data[places[0] + 42 : places[0] + 46]
    step, detail = wrong_zip(bytes(data))
    assert (step, "over each other" in detail) == (1, True)


def test_another_name_in_front_of_the_data_is_found():
    data = packed(members()).replace(f"{TOP}/data/list.csv".encode(), f"{TOP}/data/tsil.csv".encode(), 1)
    assert wrong_zip(data)[0] == 1


def test_another_size_in_front_of_the_data_is_found():
    data = bytearray(packed(members()))
    data[18:22] = struct.pack("<L", 1)
    assert wrong_zip(bytes(data))[0] == 1


@pytest.mark.parametrize(
    "alter",
    [
        lambda data: b"MZ" + data,
        lambda data: data + b"\0",
        lambda data: data[:-2] + b"\x01\x00x",
        lambda data: data[:-22],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-12] + struct.pack("<L", 10) + data[-8:],
        lambda data: data[:-14] + struct.pack("<HH", 65_535, 65_535) + data[-10:],
        lambda data: b"PK\x03\x04",
        lambda data: b"PK\x05\x06" + bytes(18),
    ],
    ids=["begun", "followed", "commented", "no end", "cut", "another directory", "more files", "a beginning", "nothing"],
)
def test_a_zip_with_more_or_less_around_it_is_found(alter):
    assert wrong_zip(alter(zipped()))[0] == 1


def test_a_directory_of_too_many_files_is_not_read():
    data = zipped()
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, len(data), 1)
    end = b"PK\x06\x06" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, 10**9, 10**9, 10**12, 0)
    assert wrong_zip(data + end + locator + data[-22:])[0] == 1


@pytest.mark.parametrize("bits", [0x1, 0x40, 0x2000])
def test_an_encrypted_zip_is_found(bits):
    data = bytearray(packed(members()))
    for place in range(len(data)):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8 : place + 10] = struct.pack("<H", bits)
    assert wrong_zip(bytes(data))[0] == 1


def test_other_compression_is_found():
    assert wrong_zip(packed(members(), compression=zipfile.ZIP_LZMA))[0] == 1


def test_damaged_data_is_found():
    data = packed(members(), compression=zipfile.ZIP_DEFLATED)
    place = data.index(b"exhibits") + 60
    assert wrong_zip(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])[0] in {1, 2}


def test_a_zip_is_not_read_from_a_stream():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    kind, verdict = verify_file(Pipe(zipped()), TRUST)
    assert (kind, int(verdict.status)) == ("bundle", 2)


GOOD_ZIP = zipped({"data/a": b"x" * 40})


@settings(max_examples=examples(300))
@drawn(st.integers(0, len(GOOD_ZIP) - 1), st.integers(1, 255), st.sampled_from(["alter", "insert", "remove"]))
def test_whatever_is_done_to_a_zip_it_says_the_same_or_is_found(place, bits, how):
    """Dates and rights of files may be altered: nobody reads them."""
    damaged = bytearray(GOOD_ZIP)
    match how:
        case "alter":
            damaged[place] ^= bits
        case "insert":
            damaged.insert(place, bits)
        case "remove":
            del damaged[place]
    _, verdict = verify_file(io.BytesIO(bytes(damaged)), TRUST)
    if verdict.holds:
        assert sorted(ZipFiles(io.BytesIO(bytes(damaged))).paths()) == sorted(ZipFiles(io.BytesIO(GOOD_ZIP)).paths())


@drawn(st.binary(max_size=200))
def test_no_bytes_of_a_description_or_a_manifest_make_a_traceback(data):
    for read in (parse_description, parse_manifest):
        with suppress(KnihaError):
            read(data)
    assert parse_note(built().files["kniha/bundle.note"].decode())
