"""One request to a server that nobody here trusts: its answer is limited in length and in time, and leads nowhere else.

The time is for all of it, from the name's lookup to the last byte: a server may send a byte now and then, for days. Who holds the server
learns this host's address and the time; the requests say nothing else.
"""

import asyncio
import re

import httpx

from kniha.vocab.errors import MalformedError, NotFoundError, TooLargeError, UnavailableError

_ADDRESS = re.compile(r"(?i:https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?(?:[/?][!\"$-~]*)?")
_LONGEST_ADDRESS = 2000
_HEADERS = {"User-Agent": "kniha", "Accept-Encoding": "identity"}


def post(address: str, body: bytes, *, content_type: str, limit: int, seconds: float) -> bytes:
    """Return the answer to `body`, posted to `address`: at most `limit` bytes, within `seconds`.

    Raises UnavailableError where nothing answers in time, NotFoundError for 404, TooLargeError at the first byte too many, MalformedError
    for an answer that is no plain 200 and an address that is none.
    """
    return _found(check_address(address), *ask(address, body, content_type=content_type, limit=limit, seconds=seconds))


def get(address: str, *, limit: int, seconds: float) -> bytes:
    """Return what lies at `address`; limits and errors as for `post`."""
    return _found(check_address(address), *_run("GET", address, None, None, limit=limit, seconds=seconds))


def ask(address: str, body: bytes, *, content_type: str, limit: int, seconds: float) -> tuple[int, bytes]:
    """Return status and body of the answer to `body`, posted to `address`; what a status means, the caller knows. Limits as for `post`."""
    return _run("POST", address, body, content_type, limit=limit, seconds=seconds)


def check_address(address: str) -> str:
    """Return the host of an address of http or https; MalformedError for another kind, and for one that holds a name and password.

    Strict, since it may stand in a stranger's certificate: plain ASCII, names as the wire has them, a port that there is.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or len(address) > _LONGEST_ADDRESS or not 0 < int(found["port"] or 80) < 65536:
        raise MalformedError(f"an address should be http:// or https://, a host and a path, at most {_LONGEST_ADDRESS} letters of ASCII")
    return found["host"]


def _run(method: str, address: str, body: bytes | None, content_type: str | None, *, limit: int, seconds: float) -> tuple[int, bytes]:
    host = check_address(address)
    headers = _HEADERS | ({"Content-Type": content_type} if content_type else {})
    try:
        # Asynchronous for one reason: only so can a whole exchange, and not each of its reads, be given an end.
        return asyncio.run(_exchange(httpx.Request(method, address, headers=headers, content=body), host, limit, seconds))
    except TimeoutError as error:
        raise UnavailableError(f"{host} did not answer within {seconds:g} s") from error
    except httpx.HTTPError as error:
        raise UnavailableError(f"{host} did not answer: {type(error).__name__}") from error
    except (httpx.InvalidURL, UnicodeError) as error:  # the second: a name in another script, written as nobody may
        raise MalformedError(f"the address at {host} is no URL") from error


async def _exchange(request: httpx.Request, host: str, limit: int, seconds: float) -> tuple[int, bytes]:
    async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=seconds) as client:
        response = await client.send(request, stream=True)
        try:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise MalformedError(f"the answer of {host} is compressed, which nobody asked for")
            answer = bytearray()
            async for piece in response.aiter_raw():
                answer += piece
                if len(answer) > limit:
                    raise TooLargeError(f"the answer of {host} should have at most {limit} bytes")
            return response.status_code, bytes(answer)
        finally:
            await response.aclose()


def _found(host: str, status: int, body: bytes) -> bytes:
    if status == httpx.codes.NOT_FOUND:
        raise NotFoundError(f"{host} has nothing there: it answered 404")
    if status == httpx.codes.TOO_MANY_REQUESTS or httpx.codes.is_server_error(status):
        raise UnavailableError(f"{host} answered {status}")
    if status != httpx.codes.OK:
        raise MalformedError(f"{host} should have answered 200, and answered {status}")
    return body
