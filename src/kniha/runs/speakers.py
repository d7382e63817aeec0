"""The digest under which it is entered that a call sign, a number or a name was looked for: keyed, so that nobody tries them out.

Whoever holds the naming key can tell whether a given number was asked for, and by whom; nobody else can. The number itself is kept nowhere.
"""

import hmac

from kniha.book.communications.rules import folded
from kniha.runs import keyring

_USE = b"kniha/v1/speaker-search"


def digest_of(heard: str) -> str:
    """The digest of what was asked, however it was spelt."""
    key = hmac.digest(keyring.naming_key(), _USE, "sha256")
    return hmac.digest(key, folded(heard).encode(), "sha256").hex()
