"""The policy of scores: data/weights.json, read once. Every number has its reason there; a report prints the version."""

import json
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_DOCUMENT = json.loads((files("kniha.names") / "data" / "weights.json").read_text(encoding="utf-8"))

VERSION: int = _DOCUMENT["version"]
WEIGHTS: Mapping[str, float] = MappingProxyType({row["feature"]: float(row["nats"]) for row in _DOCUMENT["weights"]})
