"""The recipe by which something is made of a file here and now: tools, their versions, numbers. No decoder is loaded for it."""

import json
from functools import cache
from importlib.metadata import version

from kniha.media.recipes import PARAMETERS, TOOLS, Kind


@cache
def recipe(kind: Kind) -> str:
    """The recipe of `kind`, as JSON."""
    by = {name: version(name) for name in TOOLS[kind]}
    return json.dumps({"made": kind.value, "by": by, "with": PARAMETERS[kind]}, sort_keys=True)
