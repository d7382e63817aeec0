"""Bad bundles: files altered, dropped, put in; notes and proofs of others; ZIPs that two programs read differently."""

import io
import stat
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from tools.corpus_bad_heads import FEW, ROW
from tools.corpus_files import Case, altered, bundle, closed, handed_over, proof, wrong, zipped
from tools.corpus_world import ANOTHER_REGISTER, REGISTER, RELEASE, seed, story

from kniha.ledger.bundles import DESCRIPTION, MANIFEST, NOTE, PROOF, TAG_MANIFEST
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import Note, parse_note, sign_plain

Files = dict[str, bytes]

ENCLOSED = "data/proofs/one.kniha-proof"
PAYLOAD = {"data/list.csv": b"number,title\n1,photograph of the shop\n", "data/statement.txt": "Білі ў машыне.\n".encode()}


def bad_bundles() -> Iterator[Case]:
    """Yield every bad bundle."""
    yield from _closed_world()
    yield from _digests_and_notes()
    yield from _proofs()
    yield from _zips()
    yield _case(1, "bundle-in-a-folder-with-an-extra-file", lambda files: files.update({"data/more.txt": b"more\n"}), is_zip=False)


def _case(step: int, name: str, edit: Callable[[Files], object], *given: str, is_zip: bool = True) -> Case:
    files = bundle(PAYLOAD)
    edit(files)
    return wrong(step, f"{name}.zip", zipped(files), *given) if is_zip else wrong(step, name, files, *given)


def sealed(files: Files, *, signer: SigningKey = RELEASE) -> Files:
    """Return the files with manifests and note made again: the work of one who holds the release key, or wishes to."""
    payload = {path: data for path, data in files.items() if path.startswith("data/")}
    files[MANIFEST] = _manifest(payload)
    files[TAG_MANIFEST] = _manifest(
        {path: data for path, data in files.items() if path not in payload.keys() | {TAG_MANIFEST, NOTE, PROOF}}
    )
    first, kind, register, _ = parse_note(files[NOTE].decode()).text.splitlines()
    text = f"{first}\n{kind}\n{register}\n{sha256(files[TAG_MANIFEST]).hexdigest()}\n"
    files[NOTE] = Note(text, (sign_plain(signer, text),)).encode().encode()
    return files


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(data).hexdigest()}  {path}\n" for path, data in sorted(files.items())).encode()


def _closed_world() -> Iterator[Case]:
    """Step 1, by one who signs anew."""

    def resealed(name: str, edit: Callable[[Files], object]) -> Case:
        def both(files: Files) -> None:
            edit(files)
            sealed(files)

        return _case(1, name, both)

    def described(old: bytes, new: bytes) -> Callable[[Files], object]:
        return lambda files: files.update({DESCRIPTION: files[DESCRIPTION].replace(old, new)})

    yield _case(1, "bundle-with-an-extra-file", lambda files: files.update({"data/more.txt": b"more\n"}))
    yield _case(1, "bundle-with-an-extra-file-beside-the-data", lambda files: files.update({"README.txt": b"more\n"}))
    yield _case(1, "bundle-with-a-file-missing", lambda files: files.pop("data/list.csv"))
    yield _case(1, "bundle-without-its-note", lambda files: files.pop(NOTE))
    yield _case(1, "bundle-without-its-description", lambda files: files.pop(DESCRIPTION))
    yield _case(1, "bundle-whose-manifest-names-a-file-twice", lambda files: files.update({MANIFEST: files[MANIFEST] * 2}))
    yield _case(1, "bundle-whose-manifest-is-out-of-order", lambda files: files.update({MANIFEST: _backwards(files[MANIFEST])}))
    yield resealed("bundle-with-a-path-that-leads-outside", lambda files: files.update({"data/../../other.txt": b"x"}))
    yield resealed("bundle-with-a-path-with-a-backslash", lambda files: files.update({"data/..\\other.txt": b"x"}))
    yield resealed("bundle-with-paths-that-differ-in-case-alone", lambda files: files.update({"data/LIST.csv": b"x"}))
    yield resealed("bundle-with-a-path-in-another-form-of-unicode", lambda files: files.update({"data/И\u0306.txt": b"x"}))
    yield resealed(
        "bundle-of-another-version-of-bagit", lambda files: files.update({"bagit.txt": files["bagit.txt"].replace(b"1.0", b"0.97")})
    )
    yield resealed("bundle-of-an-unknown-kind", described(b'"case-file"', b'"dossier"'))
    yield resealed("bundle-made-on-no-day", described(b"2026-03-02", b"2026-02-30"))
    yield resealed("bundle-that-names-a-proof-that-is-not-there", described(b'"proofs":[]', b'"proofs":["data/no.kniha-proof"]'))


def _backwards(manifest: bytes) -> bytes:
    return b"".join(reversed(manifest.splitlines(keepends=True)))


def _digests_and_notes() -> Iterator[Case]:
    """Steps 2 and 3."""
    stranger = SigningKey(RELEASE.name, Algorithm.ED25519, seed("stranger"))
    custodian = SigningKey(f"kniha/{REGISTER.hex()}/custodian/1", Algorithm.ED25519, seed("custodian 1"))
    abroad = SigningKey(f"kniha/{ANOTHER_REGISTER.hex()}/release", Algorithm.ED25519, seed("release"))

    def statement(files: Files) -> None:
        files["data/statement.txt"] = "Нікога не білі.\n".encode()

    def listed(files: Files) -> None:
        statement(files)
        files[MANIFEST] = _manifest({path: data for path, data in files.items() if path.startswith("data/")})

    def tagged(files: Files) -> None:
        statement(files)
        note = files[NOTE]
        sealed(files)[NOTE] = note

    def signed(files: Files) -> None:
        statement(files)
        text = parse_note(files[NOTE].decode())
        sealed(files)
        anew = parse_note(files[NOTE].decode()).text
        files[NOTE] = Note(anew, text.lines).encode().encode()

    def by(key: SigningKey) -> Callable[[Files], object]:
        return lambda files: files.update(bundle(PAYLOAD, signer=key))

    def of_kind(files: Files) -> None:
        text = parse_note(files[NOTE].decode()).text.replace("case-file", "release")
        files[NOTE] = Note(text, (sign_plain(RELEASE, text),)).encode().encode()

    yield _case(2, "bundle-with-a-statement-altered", statement)
    yield _case(2, "bundle-with-a-statement-and-its-digest-altered", listed)
    yield _case(3, "bundle-with-a-statement-and-both-manifests-altered", tagged)
    yield _case(3, "bundle-with-a-forged-signature", signed)
    yield _case(3, "bundle-whose-note-is-of-another-kind", of_kind)
    yield _case(3, "bundle-signed-by-a-stranger", by(stranger))
    yield _case(3, "bundle-signed-by-a-custodian", by(custodian))
    yield _case(3, "bundle-signed-by-another-register", by(abroad))


def _proofs() -> Iterator[Case]:
    """Steps 4 and 5."""
    log = story()
    good = proof(log, log.evidence(), FEW, ROW)
    strange = story(register=ANOTHER_REGISTER)
    of_another = proof(strange, strange.evidence(custodians=()), FEW, ROW)
    edited = closed(good, lambda said: said["entries"][0]["shown"][1].update(bytes='"killing"'))

    def handed(files: Files, data: bytes) -> Files:
        return {**files, PROOF: data}

    plain = bundle(PAYLOAD)
    own = handed_over(plain)[PROOF]
    yield wrong(4, "bundle-with-the-proof-of-another-bundle.zip", zipped(handed_over(plain, digest=bytes(32))))
    yield wrong(4, "bundle-with-a-proof-that-names-no-bundle.zip", zipped(handed(plain, good)))
    edited_proof = altered(own, lambda said: said.update(title="CF-2026-8"))
    yield wrong(4, "bundle-with-a-false-proof-that-it-was-handed-over.zip", zipped(handed(plain, edited_proof)))
    abroad = handed_over(plain, by=strange)[PROOF]
    yield Case("bundle-handed-over-by-another-register.zip", zipped(handed(plain, abroad)), 1, 4, ())
    for name, data, given in (
        ("bundle-with-an-enclosed-proof-that-is-false", edited, ("key",)),
        ("bundle-with-an-enclosed-proof-of-another-register", of_another, ()),
    ):
        yield Case(f"{name}.zip", zipped(bundle({**PAYLOAD, ENCLOSED: data})), 1, 5, given)


def _zips() -> Iterator[Case]:
    """Step 1: the ZIP itself."""
    files = bundle(PAYLOAD)
    good = zipped(files)
    outside = _packed({f"CF-2026-7/{path}": data for path, data in files.items()} | {"more.txt": b"more\n"})
    twice = [(f"CF-2026-7/{path}", data) for path, data in files.items()]
    name = b"CF-2026-7/data/list.csv"
    renamed = good[: good.rindex(name)] + name.replace(b"list", b"tsil") + good[good.rindex(name) + len(name) :]
    front = good.replace(name, name.replace(b"list", b"tsil"), 1)
    yield wrong(1, "zip-with-a-file-beside-its-folder.zip", outside)
    yield wrong(1, "zip-with-a-comment.zip", _packed(dict(twice), comment=b"checked by a notary"))
    yield wrong(1, "zip-with-a-file-twice.zip", _packed([*twice, (twice[-1][0], b"")]))
    yield wrong(1, "zip-whose-directory-names-a-file-otherwise.zip", renamed)
    yield wrong(1, "zip-whose-file-bears-another-name-in-front.zip", front)
    yield wrong(1, "zip-whose-files-are-packed-in-an-unusual-way.zip", _packed(dict(twice), how=zipfile.ZIP_BZIP2))
    yield wrong(1, "zip-that-holds-a-link.zip", _packed([*twice, ("CF-2026-7/data/link", b"/etc/passwd")], link="CF-2026-7/data/link"))
    yield wrong(
        1,
        "zip-that-unpacks-to-a-thousand-times-its-size.zip",
        _packed([*twice, ("CF-2026-7/data/zeros", bytes(2**25))], how=zipfile.ZIP_DEFLATED),
    )
    yield wrong(1, "zip-cut-short.zip", good[: len(good) * 2 // 3])


def _packed(
    files: Mapping[str, bytes] | list[tuple[str, bytes]], *, how: int = zipfile.ZIP_STORED, comment: bytes = b"", link: str | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice is what one of them is about
        archive.comment = comment
        for path, data in files.items() if isinstance(files, Mapping) else files:
            info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            info.compress_type = how
            info.create_system, info.external_attr = 3, ((stat.S_IFLNK if path == link else stat.S_IFREG) | 0o644) << 16
            archive.writestr(info, data)
    return out.getvalue()
