"""One request to a server that nobody here trusts: its answer is limited in length and in time, and leads nowhere else.

The time is for all of it, from the name's lookup to the last byte: a server may send a byte now and then, for days. Who holds the server
learns this host's address and the time; the requests say nothing else.
"""

import asyncio
from collections.abc import Callable

import httpx

from kniha.vocab.errors import MalformedError, NotFoundError, TooLargeError, UnavailableError

_CheckResponse = Callable[[httpx.Response], None]

_LONGEST_ADDRESS = 2000
_HEADERS = {"User-Agent": "kniha", "Accept-Encoding": "identity"}


def post(address: str, body: bytes, *, content_type: str, limit: int, seconds: float) -> bytes:
    """Return the answer to `body`, posted to `address`: at most `limit` bytes, within `seconds`.

    Raises UnavailableError where nothing answers in time, NotFoundError for 404, TooLargeError at the first byte too many, MalformedError
    for an answer that is no plain 200 and an address that is none.
    """
    return _run("POST", address, body, content_type, check=_check, limit=limit, seconds=seconds)[1]


def ask(address: str, body: bytes, *, content_type: str, limit: int, seconds: float) -> tuple[int, bytes]:
    """Return the answer to `body`, posted to `address`, with its status, which is the caller's to judge; limits and errors as for `post`."""
    return _run("POST", address, body, content_type, check=_check_plain, limit=limit, seconds=seconds)


def get(address: str, *, limit: int, seconds: float) -> bytes:
    """Return what lies at `address`; limits and errors as for `post`."""
    return _run("GET", address, None, None, check=_check, limit=limit, seconds=seconds)[1]


def check_address(address: str) -> None:
    """Raise MalformedError unless this is an address of http or https, and no name and password in it: those end up in logs."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise MalformedError("an address should be http:// or https:// and a host, and is no URL") from error
    if len(address) > _LONGEST_ADDRESS or url.scheme not in {"http", "https"} or not url.host or url.userinfo or url.fragment:
        raise MalformedError(f"an address should be http:// or https:// and a host, at most {_LONGEST_ADDRESS} letters, and no name in it")


def _run(
    method: str, address: str, body: bytes | None, content_type: str | None, *, check: _CheckResponse, limit: int, seconds: float
) -> tuple[int, bytes]:
    check_address(address)
    headers = _HEADERS | ({"Content-Type": content_type} if content_type else {})
    try:
        # Asynchronous for one reason: only so can a whole exchange, and not each of its reads, be given an end.
        return asyncio.run(_exchange(httpx.Request(method, address, headers=headers, content=body), check, limit, seconds))
    except TimeoutError as error:
        raise UnavailableError(f"{_host(address)} did not answer within {seconds:g} s") from error
    except httpx.HTTPError as error:
        raise UnavailableError(f"{_host(address)} did not answer: {type(error).__name__}") from error


async def _exchange(request: httpx.Request, check: _CheckResponse, limit: int, seconds: float) -> tuple[int, bytes]:
    async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client:
        response = await client.send(request, stream=True)
        try:
            check(response)
            answer = bytearray()
            async for piece in response.aiter_raw():
                answer += piece
                if len(answer) > limit:
                    raise TooLargeError(f"the answer of {request.url.host} should have at most {limit} bytes")
            return response.status_code, bytes(answer)
        finally:
            await response.aclose()


def _check(response: httpx.Response) -> None:
    host, status = response.request.url.host, response.status_code
    if status == httpx.codes.NOT_FOUND:
        raise NotFoundError(f"{host} has nothing there: it answered 404")
    if status == httpx.codes.TOO_MANY_REQUESTS or httpx.codes.is_server_error(status):
        raise UnavailableError(f"{host} answered {status}")
    if status != httpx.codes.OK:
        raise MalformedError(f"{host} should have answered 200, and answered {status}")
    _check_plain(response)


def _check_plain(response: httpx.Response) -> None:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise MalformedError(f"the answer of {response.request.url.host} is compressed, which nobody asked for")


def _host(address: str) -> str:
    return httpx.URL(address).host
