"""The errors of Kniha: one root, one class per answer that a caller can give.

A message says what was expected and what was found, without a person's data, in lower case and without a full stop.
Messages are English, for registrars' tools and for us; each class has a stable `code`, and faces show the sentence that
the list of terms `answers` has for it in the reader's language.
"""

from typing import ClassVar


class KnihaError(Exception):
    """The root of all errors that Kniha raises on purpose."""

    code: ClassVar[str] = "error"


class MalformedError(KnihaError):
    """The input is not of the form that its spec demands; the sender must mend it."""

    code = "malformed"


class UnknownTermError(MalformedError):
    """A term, algorithm, field or script that we do not know. Nothing unknown is skipped in silence."""

    code = "unknown-term"


class TooLargeError(MalformedError):
    """The input is larger than what may be taken here."""

    code = "too-large"


class ImpossibleError(KnihaError):
    """A value that cannot be: an interval that ends before it begins, a latitude of 91°."""

    code = "impossible"


class BrokenError(KnihaError):
    """A seal, signature, hash or proof does not hold: the thing was altered or damaged."""

    code = "broken"


class NoMatchError(KnihaError):
    """None of the identities at hand opens this file."""

    code = "no-match"


class RefusedError(KnihaError):
    """A rule of the register forbids this action; the text says which."""

    code = "refused"


class NotFoundError(KnihaError):
    """There is no such thing, or this registrar may not know of it. The two are never told apart."""

    code = "not-found"


class ConflictError(KnihaError):
    """Somebody else changed the thing in the meantime, or it exists already."""

    code = "conflict"


class ChangedError(ConflictError):
    """Somebody else changed this record after it was opened for change; nothing was written."""

    code = "changed"


class ConfigurationError(KnihaError):
    """The environment or a key file is missing or makes no sense."""

    code = "configuration"


class UnavailableError(KnihaError):
    """A disk, a server or a network did not answer; trying again later may help."""

    code = "unavailable"
