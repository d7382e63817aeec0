"""The log's side of C2SP tlog-witness (docs/spec/witness.md §5): one question, one answer of limited size.

A witness is trusted for what it signs and for nothing else; whether a line holds, the caller checks.
"""

from dataclasses import dataclass

from kniha.ledger.notes import SignatureLine, parse_lines
from kniha.ledger.witnessing import Request, parse_size
from kniha.remote.exchanges import ask
from kniha.vocab.errors import BrokenError, KnihaError, MalformedError, NotFoundError, RefusedError, UnavailableError

_LARGEST_ANSWER = 1 << 16
"""Bytes: lines of sixteen ML-DSA-44 keys."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The witness has last cosigned another size than the request began from."""

    size: int


def add_checkpoint(address: str, request: Request, *, seconds: float) -> tuple[SignatureLine, ...] | Elsewhere:
    """Ask the witness at `address`, its submission prefix, to cosign; return its lines, unchecked, or where it stands.

    Raises NotFoundError where it does not know the log, RefusedError where it trusts none of the keys that signed, BrokenError where the
    proof does not satisfy it, UnavailableError where it does not answer within `seconds`, MalformedError for any other answer.
    """
    url = f"{address.rstrip('/')}/add-checkpoint"
    status, body = ask(url, request.encode(), content_type="text/plain; charset=utf-8", limit=_LARGEST_ANSWER, seconds=seconds)
    if status == 200:
        return parse_lines(_text(body))
    if status == 409:
        return Elsewhere(parse_size(_text(body)))
    raise _refusal(status)


def _refusal(status: int) -> KnihaError:
    match status:
        case 404:
            return NotFoundError("the witness does not know this log, or the address is not its own")
        case 403:
            return RefusedError("the witness trusts none of the keys that signed, or was told that this log is closed")
        case 422:
            return BrokenError("the witness has cosigned another past than this one")
        case 429 | 500 | 502 | 503 | 504:
            return UnavailableError(f"the witness answered {status}")
        case _:
            return MalformedError(f"the witness should have answered 200 or 409, and answered {status}")


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("the witness's answer is no text") from error
