"""A bundle's manifests and paths: which names its files may have, and their digests (docs/spec/files.md §7.1, §7.2; RFC 8493)."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from kniha.ledger.file_forms import LARGEST_FILE
from kniha.vocab.errors import MalformedError, TooLargeError

MOST_FILES = 100_000

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_FORBIDDEN = frozenset('\\:%"*<>?|') | {chr(number) for number in (*range(0x20), *range(0x7F, 0xA0))}
"""What cannot stand in a name everywhere, or would need an escape in a manifest."""


def encode_manifest(digests: Mapping[str, bytes]) -> bytes:
    """Return a manifest of `digests`, SHA-256 by path."""
    return "".join(f"{digests[path].hex()}  {path}\n" for path in sorted(digests)).encode()


def parse_manifest(data: bytes) -> dict[str, bytes]:
    """Return the digests that a manifest states, by path, or raise MalformedError for any other writing of them."""
    if len(data) > LARGEST_FILE:
        raise TooLargeError(f"a manifest is at most {LARGEST_FILE >> 20} MiB")
    try:
        *lines, rest = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise MalformedError("a manifest is text in UTF-8") from error
    matches = [_LINE.fullmatch(line) for line in lines]
    if rest or not all(matches):
        raise MalformedError("a manifest is lines of a digest, two blanks and a path")
    paths = [match[2] for match in matches if match]
    if paths != sorted(set(paths)):
        raise MalformedError("a manifest is sorted by path, each once")
    return {match[2]: bytes.fromhex(match[1]) for match in matches if match}


def check_paths(paths: Collection[str]) -> None:
    """Raise MalformedError unless files of these paths can lie beside each other on any system (§7.2)."""
    if len(paths) > MOST_FILES:
        raise TooLargeError(f"a bundle has at most {MOST_FILES:,} files")
    folded: set[str] = set()
    for path in paths:
        check_path(path)
        if path.casefold() in folded:
            raise MalformedError(f"two files are called {path}, but for the case of letters")
        folded.add(path.casefold())
    for path in paths:
        folder = path.casefold()
        while folder := folder.rpartition("/")[0]:
            if folder in folded:
                raise MalformedError(f"{folder} is a file and a folder")


def check_path(path: str) -> None:
    """Raise MalformedError unless `path` is relative and in NFC, and each name in it one that every system takes as it stands."""
    if any(name in {"", ".", ".."} for name in path.split("/")):
        raise MalformedError(f"the path {path} does not lead straight down")
    if _FORBIDDEN.intersection(path):
        raise MalformedError(f"the path {path} holds a character that a path in a bundle cannot have")
    try:
        path.encode()
    except UnicodeEncodeError as error:
        raise MalformedError("a path is not in UTF-8") from error
    if not unicodedata.is_normalized("NFC", path):
        raise MalformedError(f"the path {path} is not in NFC")
