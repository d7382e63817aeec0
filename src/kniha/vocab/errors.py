"""The errors of Kniha: one root, one class per answer that a caller can give.

A message says what was expected and what was found, without a person's data, in lower case and without a full stop.
"""


class KnihaError(Exception):
    """The root of all errors that Kniha raises on purpose."""


class MalformedError(KnihaError):
    """The input is not of the form that its spec demands; the sender must mend it."""


class UnknownTermError(MalformedError):
    """A term, algorithm, field or script that we do not know. Nothing unknown is skipped in silence."""


class TooLargeError(MalformedError):
    """The input is larger than what may be taken here."""


class ImpossibleError(KnihaError):
    """A value that cannot be: an interval that ends before it begins, a latitude of 91°."""


class BrokenError(KnihaError):
    """A seal, signature, hash or proof does not hold: the thing was altered or damaged."""


class NoMatchError(KnihaError):
    """None of the identities at hand opens this file."""


class RefusedError(KnihaError):
    """A rule of the register forbids this action; the text says which."""


class NotFoundError(KnihaError):
    """There is no such thing, or this registrar may not know of it. The two are never told apart."""


class ConflictError(KnihaError):
    """Somebody else changed the thing in the meantime, or it exists already."""


class ConfigurationError(KnihaError):
    """The environment or a key file is missing or makes no sense."""


class UnavailableError(KnihaError):
    """A disk, a server or a network did not answer; trying again later may help."""
