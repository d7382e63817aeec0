"""What may be, in matters of evidence. Pure."""

from kniha.vocab.errors import RefusedError


def must_have_purpose(why: str) -> None:
    """Custody: an access states what it is for."""
    if len(why.strip()) < 4:
        raise RefusedError("a file is opened for a purpose: say which")
