"""The worker's duty to show the newest signed head and its tree as files (docs/spec/witness.md §6)."""

from dataclasses import dataclass
from pathlib import Path

from kniha.runs import tiling


@dataclass(slots=True)
class Tiling:
    """The folder that any web server can serve, kept up with the signed heads and their witnesses' lines."""

    folder: Path
    _shown: str = ""

    def work(self) -> bool:
        """Write what is new."""
        note = tiling.newest_note()
        if note is not None and note != self._shown:
            tiling.show(note, self.folder)
            self._shown = note
        return False
