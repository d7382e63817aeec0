"""The crimes that an office knows: those that come with the product, and those of the operator's own file beside or over them."""

from pathlib import Path

from kniha.vocab.crimes.elements import Crimes, parse_crimes, shipped
from kniha.vocab.errors import ConfigurationError, MalformedError


def crimes_of(own: Path) -> Crimes:
    """Crimes by code. ConfigurationError where the operator's file is there and is none."""
    try:
        text = own.read_text(encoding="utf-8")
    except FileNotFoundError:
        return shipped()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("the operator's file of crimes cannot be read as text in UTF-8") from error
    try:
        return {**shipped(), **parse_crimes(text)}
    except MalformedError as error:
        raise ConfigurationError(f"the operator's file of crimes: {error}") from error
