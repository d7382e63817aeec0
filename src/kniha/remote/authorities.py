"""Asking an authority of time for a stamp, and fetching revocation lists (RFC 3161 §3.4; docs/spec/timestamps.md §2.2)."""

from kniha.ledger.timestamp_replies import LARGEST_REPLY
from kniha.ledger.timestamp_revocation import LARGEST_LIST
from kniha.remote.exchanges import get, post

_SECONDS = 20.0


def ask_authority(address: str, request: bytes, *, seconds: float = _SECONDS) -> bytes:
    """Return an authority's raw reply, whatever it is, to a request in DER; raises as `exchanges.post` does.

    Nothing is read out of it here, not even its kind: some authorities answer in forms that a strict reader refuses, and the raw reply
    is kept all the same.
    """
    return post(address, request, content_type="application/timestamp-query", limit=LARGEST_REPLY, seconds=seconds)


def fetch_list(address: str, *, seconds: float = _SECONDS) -> bytes:
    """Return what lies at the `address` of a revocation list; raises as `exchanges.get` does.

    The address stands in a certificate: an authority may make us ask anything once, also inside our own network. It is asked only when the
    certificate's chain ends in a root that the operator configured; with GET, without credentials; no redirect leads on; the answer goes
    nowhere unless it is a list signed by the certificate's issuer. Addresses inside are not told from those outside: an operator's own
    authority may well be inside.
    """
    return get(address, limit=LARGEST_LIST, seconds=seconds)
