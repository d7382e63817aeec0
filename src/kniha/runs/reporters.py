"""How a receipt is known again: a keyed digest of its two public keys, which only a holder of its words can sign under (keys.md)."""

import hmac

from kniha.seal.reports import ReportKeys

_USE = b"kniha/v1/reporter"


def digest_of(keys: ReportKeys, naming_key: bytes) -> str:
    """64 hexadecimal digits; without the naming key nobody can tell whether given keys are of a reporter here."""
    key = hmac.digest(naming_key, _USE, "sha256")
    return hmac.digest(key, keys.ed25519 + keys.mldsa44, "sha256").hex()
