"""Make the corpus of good and bad files that any verifier is held against: `python -m tools.corpus`, from the root of the repository.

`python -m tools.corpus check` compares what lies in tests/corpus with what would be made: nothing is stale, nothing is there besides.
Everything follows from fixed seeds; the ML-DSA-44 signatures, which draw randomness, are remembered in tests/corpus/mldsa44.json.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tools.corpus_bad import bad
from tools.corpus_files import Case
from tools.corpus_good import good
from tools.corpus_world import ARCHIVE, CUSTODIANS, NORTH, REGISTER, RELEASE, SIGNATURES, SOCIETY, SOUTH, TOMORROW, Remembered, log_keys

CORPUS = SIGNATURES.parent
GIVEN = {"key": "register.json", "witness": "witnesses.txt", "authority": "authorities.pem"}


def corpus() -> dict[str, bytes]:
    """Return every file of the corpus, by its path."""
    cases = {"good": list(good()), "bad": list(bad())}
    files = {GIVEN["key"]: _register(), GIVEN["witness"]: _witnesses(), GIVEN["authority"]: _authorities()}
    for folder, each in cases.items():
        for case in each:
            files |= _files(f"{folder}/{case.name}", case.data)
    files["expected.json"] = _written([_expected(folder, case) for folder, each in cases.items() for case in each])
    files[SIGNATURES.name] = _written(dict(sorted(Remembered.used.items())))
    return files


def _files(name: str, data: bytes | Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data} if isinstance(data, bytes) else {f"{name}/{path}": each for path, each in data.items()}


def _expected(folder: str, case: Case) -> dict[str, object]:
    said: dict[str, object] = {"file": f"{folder}/{case.name}", "given": case.given, "status": case.status, "step": case.step}
    if case.otherwise:
        said["without_mldsa44"] = {"status": case.otherwise.status, "step": case.otherwise.step, "why": case.otherwise.why}
    return said


def _register() -> bytes:
    return _written(
        {
            "register": REGISTER.hex(),
            "checkpoint_keys": [key.verifier().text for key in log_keys()],
            "custodian_keys": [key.verifier().text for key in CUSTODIANS],
            "release_keys": [RELEASE.verifier().text],
        }
    )


def _witnesses() -> bytes:
    return "".join(f"{key.verifier().text}\n" for key in (ARCHIVE, SOCIETY, TOMORROW)).encode()


def _authorities() -> bytes:
    return b"".join(x509.load_der_x509_certificate(each.root.certificate).public_bytes(Encoding.PEM) for each in (NORTH, SOUTH))


def _written(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def lying(folder: Path) -> dict[str, bytes]:
    """Return the files that lie there, by path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / "README.md")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def stale(made: Mapping[str, bytes], found: Mapping[str, bytes]) -> Iterable[str]:
    """Yield what differs between what was made and what was found."""
    for name in sorted(made.keys() | found.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in made:
            yield f"{name} is made by nothing"
        elif made[name] != found[name]:
            yield f"{name} is stale"


def main(words: list[str]) -> int:
    """Write the corpus, or compare it."""
    made = corpus()
    if words == ["check"]:
        differences = list(stale(made, lying(CORPUS)))
        print("\n".join(differences) or f"the corpus is as tools/corpus.py makes it: {len(made)} files")
        return 1 if differences else 0
    for folder in ("good", "bad"):
        shutil.rmtree(CORPUS / folder, ignore_errors=True)
    for name, data in made.items():
        (CORPUS / name).parent.mkdir(parents=True, exist_ok=True)
        (CORPUS / name).write_bytes(data)
    print(f"{len(made)} files, {sum(map(len, made.values()))} bytes", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
