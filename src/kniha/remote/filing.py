"""What a browser does with a sealed report, done by a program: working for an envelope, and filing it at an intake."""

from hashlib import sha256

import httpx

from kniha.seal.work import solve
from kniha.vocab.errors import BrokenError, MalformedError, RefusedError, UnavailableError
from kniha.vocab.ids import Id


def file_envelope(base_url: str, envelope: bytes, *, envelope_id: Id, timeout: float) -> str:
    """Send `envelope` to the intake at `base_url` and return its SHA-256; sent again under the same id, it is kept once.

    UnavailableError where nothing answers within `timeout` seconds, RefusedError where the intake will not keep it, BrokenError where
    it kept other bytes, MalformedError where it says nothing that can be understood.
    """
    try:
        with httpx.Client(base_url=base_url, timeout=timeout, trust_env=False) as client:
            asked = client.get(f"/task/{len(envelope)}")
            if asked.status_code != httpx.codes.OK:
                raise RefusedError(f"the intake should have asked for work, and answered {asked.status_code}")
            headers = {"Kniha-Envelope": envelope_id, "Kniha-Work": solve(str(_stated(asked, "task")))}
            response = client.post("/envelopes", content=envelope, headers=headers)
    except httpx.HTTPError as error:
        raise UnavailableError(f"the intake did not answer: {type(error).__name__}") from error
    if response.status_code != httpx.codes.CREATED:
        raise RefusedError(f"the intake should have answered 201, and answered {response.status_code}")
    digest = sha256(envelope).hexdigest()
    if _stated(response, "digest") != digest:
        raise BrokenError("the intake states another digest than that of the envelope")
    return digest


def answers(url: str, *, timeout: float) -> bool:
    """Whether a server answers at `url` with anything but a fault of its own."""
    try:
        return not httpx.get(url, timeout=timeout, trust_env=False).is_server_error
    except httpx.HTTPError:
        return False


def _stated(response: httpx.Response, key: str) -> object:
    try:
        return response.json()[key]
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedError(f"the intake should have stated {key!r}") from error
