"""What whoever runs the office is told where no specialist reads what calls for one."""

from collections.abc import Mapping

from kniha.book.access.queries import missing_specialists

_WORDS: Mapping[str, str] = {
    "no-compartment": "no compartment receives reports for a specialist: they lie among all others; two registrars name one at the desk",
    "no-member": "the compartment that receives reports for a specialist has no member: nobody reads them; two registrars admit somebody",
}


def missing_in_words() -> str:
    """What is missing, and what mends it; empty where nothing is."""
    why = missing_specialists()
    return _WORDS[why] if why else ""
