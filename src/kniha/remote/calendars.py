"""Giving a digest to a calendar of OpenTimestamps, and fetching what became of it (docs/spec/timestamps.md §6.5)."""

from kniha.remote.exchanges import get, post

_LARGEST_ANSWER = 10_000
_SECONDS = 20.0


def submit(address: str, imprint: bytes, *, seconds: float = _SECONDS) -> bytes:
    """Return the calendar's raw timestamp of `imprint` (32 bytes); raises as `exchanges.post` does."""
    return post(f"{address.rstrip('/')}/digest", imprint, content_type="application/octet-stream", limit=_LARGEST_ANSWER, seconds=seconds)


def fetch_timestamp(address: str, message: bytes, *, seconds: float = _SECONDS) -> bytes:
    """Return what the calendar knows by now of a `message` that was pending; NotFoundError while it knows nothing new."""
    return get(f"{address.rstrip('/')}/timestamp/{message.hex()}", limit=_LARGEST_ANSWER, seconds=seconds)
