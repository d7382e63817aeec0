"""The courier's side of the intake's interface (docs/spec/courier.md): signed requests, answers of limited size, nothing followed.

The intake is not trusted: it may be seized, broken or somebody else. So no redirect, cookie, compression or proxy from the environment
is taken, and an answer is read no further than it may be long. Nothing here knows what an envelope holds.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kniha.remote.notices import LARGEST_LIST, MOST_LISTED, EnvelopeNotice, KeyNotice, parse_key_notices, parse_notices
from kniha.seal.courier_requests import CourierRequest, sign_request
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import ConfigurationError, MalformedError, NotFoundError, RefusedError, TooLargeError, UnavailableError
from kniha.vocab.ids import Id, RandomBytes

_NONCE = 16
_LARGEST_RECEIPT = 1024


class IntakeClient:
    """Speaks to the intake at `base_url` (scheme, host and port alone) as the courier that holds `request_key`.

    `now` gives the time with its zone, `timeout` the seconds that each wait may last, `proxy` an address such as
    `socks5://127.0.0.1:9050` where the intake is an onion service. Every method raises UnavailableError where the network or the intake
    does not answer, RefusedError where the intake knows no such courier, MalformedError for an answer that the spec does not know.
    """

    def __init__(
        self,
        base_url: str,
        request_key: Ed25519PrivateKey,
        *,
        now: Callable[[], datetime],
        random_bytes: RandomBytes,
        timeout: float,
        proxy: str | None = None,
    ) -> None:
        self._key = request_key
        self._now = now
        self._random_bytes = random_bytes
        self._client = _client(_checked(base_url, proxy=proxy), timeout=timeout, proxy=proxy)

    def envelopes(self) -> tuple[EnvelopeNotice, ...]:
        """Return what the intake holds and this courier has not confirmed, at most 500 (§1.1); ask again after confirming."""
        return parse_notices(self._answer("GET", "/courier/envelopes", limit=LARGEST_LIST))

    def fetch(self, notice: EnvelopeNotice) -> Iterator[bytes]:
        """Yield the envelope's bytes as they come (§1.2). NotFoundError where it is gone, TooLargeError at the first byte too many.

        Whether size and digest agree with the notice is the caller's to check at the end: what does not agree is kept all the same.
        """
        try:
            yield from self._pieces("GET", f"/courier/envelopes/{notice.id}", limit=notice.size)
        except RefusedError as error:
            raise NotFoundError("the intake does not hold this envelope any more") from error

    def confirm(self, ids: Sequence[Id]) -> None:
        """Tell the intake that these were filed or quarantined (§1.3). Confirming again changes nothing."""
        for at in range(0, len(ids), MOST_LISTED):
            self._post("/courier/confirmations", {"envelopes": list(ids[at : at + MOST_LISTED])})

    def deliver_reply(self, mailbox: str, verifier: str, body: bytes) -> None:
        """Lay a sealed reply into a mailbox (§1.4); `mailbox` and `verifier` in hexadecimal. The same reply again is one."""
        self._post("/courier/replies", {"mailbox": mailbox, "verifier": verifier, "body": b64encode(body).decode()})

    def acknowledgement_keys(self) -> tuple[KeyNotice, ...]:
        """Return the keys with which the intake acknowledges envelopes (§1.5)."""
        return parse_key_notices(self._answer("GET", "/courier/acknowledgement-keys", limit=_LARGEST_RECEIPT))

    def deliver_grant(self, granted: str, note: str, key: str) -> None:
        """Bring the grant of the key `granted` (hexadecimal): a signed note, and the text of the log's key that signed it (§1.6)."""
        self._post("/courier/grants", {"granted": granted, "grant": note, "key": key})

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _post(self, path: str, stated: JSON) -> None:
        receipt = self._answer("POST", path, canonical(stated), limit=_LARGEST_RECEIPT)
        if receipt.strip() != b"{}":
            raise MalformedError("the intake should have answered with an empty object")

    def _answer(self, method: str, path: str, body: bytes = b"", *, limit: int) -> bytes:
        return b"".join(self._pieces(method, path, body, limit=limit))

    def _pieces(self, method: str, path: str, body: bytes = b"", *, limit: int) -> Iterator[bytes]:
        request = CourierRequest(method, path, body)
        headers = sign_request(request, self._key, unix_time=int(self._now().timestamp()), nonce=self._random_bytes(_NONCE))
        size = 0
        with _network(), self._client.stream(method, path, content=body, headers=headers) as response:
            _check_answer(response)
            for piece in response.iter_raw():
                size += len(piece)
                if size > limit:
                    raise TooLargeError(f"the intake's answer should have at most {limit} bytes")
                yield piece


def _checked(base_url: str, *, proxy: str | None) -> str:
    """The path is signed, so nothing may stand before it; a name and password in an address end up in logs."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise ConfigurationError("the intake's address is no URL") from error
    if url.scheme not in {"http", "https"} or not url.host or url.raw_path not in {b"", b"/"} or url.userinfo or url.fragment:
        raise ConfigurationError("the intake's address is http:// or https://, a host and perhaps a port, and nothing else")
    if url.host.rstrip(".").endswith(".onion") and proxy is None:
        # Against whoever watches the office's line: the name of the service would be asked of a name server.
        raise ConfigurationError("an onion service is asked through Tor alone: set KNIHA_INTAKE_PROXY, such as socks5h://127.0.0.1:9050")
    return base_url


def _client(base_url: str, *, timeout: float, proxy: str | None) -> httpx.Client:
    headers = {"User-Agent": "kniha", "Accept-Encoding": "identity"}
    try:
        return httpx.Client(base_url=base_url, headers=headers, timeout=timeout, proxy=proxy, trust_env=False, follow_redirects=False)
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise ConfigurationError("the proxy's address is none, or of a kind that needs a package which is not installed") from error


@contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        raise UnavailableError(f"the intake did not answer: {type(error).__name__}") from error


def _check_answer(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.NOT_FOUND:
        raise RefusedError("the intake answered 404: this courier's key is unknown there, the clocks differ, or it is no intake")
    if status == httpx.codes.TOO_MANY_REQUESTS or httpx.codes.is_server_error(status):
        raise UnavailableError(f"the intake answered {status}")
    if status != httpx.codes.OK:
        raise MalformedError(f"the intake should have answered 200, and answered {status}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise MalformedError("the intake's answer is compressed, which nobody asked for")
