"""Which answer a program got under an idempotency key. Part of the transaction of what was done: both are there, or neither.

An answer holds ids and nothing that could be somebody's words, so no erasure has to look for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kniha.book.access.models import KeptAnswer, Token

KEPT_FOR = timedelta(days=2)


def begin(token: Token, key: str, request: str, *, at: datetime) -> KeptAnswer | None:
    """Take `key` for `request` (its digest), and return None; or return what it was taken for before.

    While another request under the same key is under way, this waits for it.
    """
    KeptAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()
    kept, is_new = KeptAnswer.objects.get_or_create(token=token, key=key, defaults={"request": request, "at": at})
    return None if is_new else kept


def finish(token: Token, key: str, answer: Mapping[str, str]) -> None:
    """Keep the answer of what was done."""
    KeptAnswer.objects.filter(token=token, key=key).update(answer=dict(answer))
