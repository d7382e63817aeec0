"""How well candidates are ranked and their chances reckoned, against planted truth: by class, clips of one camera as one entry of a list.

A violation counts that at least one recording truly shows, whether that recording is a candidate or not. Beside the hits stands what the
chances themselves promise: hits among the first 20 over hits anywhere, summed over all violations, covered or not. Where hits reach what
is promised, ranking lost nothing, and only more knowledge would find more; what no candidate covers (a time told wrongly) is lost before.
"""

import numpy as np

from cities import made


class Judged:
    """Takes the candidates of whole violations in parts. `camera`: of each recording's number; `truth`: (violation, recording) from 0."""

    def __init__(self, classes: np.ndarray, truth: np.ndarray, camera: np.ndarray) -> None:
        self._classes, self._camera = classes, camera
        self._width = len(camera) + 1
        self._pairs = np.sort(truth[:, 0] * self._width + truth[:, 1] + 1)
        self._covered = np.unique(truth[:, 0])
        self._rank: dict[int, int] = {}
        self._promised = np.zeros((2, len(made.CLASSES)))
        self._scored: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {kind: [] for kind in range(len(made.CLASSES))}

    def take(self, violation: np.ndarray, recording: np.ndarray, chance: np.ndarray) -> None:
        """Take candidates: numbers from 1 as the engine has them, in the order of violations."""
        if not len(violation):
            return
        key = violation.astype(np.int64) * self._width - self._width + recording
        true = self._pairs[np.minimum(np.searchsorted(self._pairs, key), len(self._pairs) - 1)] == key
        for kind, parts in self._scored.items():
            here = self._classes[violation - 1] == kind
            parts.append((chance[here].astype(np.float32), true[here]))
        for rows in np.split(np.arange(len(violation)), np.flatnonzero(np.diff(violation)) + 1):
            self._list(int(violation[rows[0]]) - 1, recording[rows], chance[rows], true[rows])

    def _list(self, v: int, recording: np.ndarray, chance: np.ndarray, true: np.ndarray) -> None:
        _, entry = np.unique(self._camera[recording], return_inverse=True)
        together = np.minimum(1 - 1e-9, np.bincount(entry, chance))
        missed = np.log1p(-np.sort(together)[::-1])
        self._promised[:, self._classes[v]] += 1 - np.exp([missed[:20].sum(), missed.sum()])
        if true.any():
            self._rank[v] = 1 + int((together > together[entry[true]].max()).sum())

    def table(self, wanted: dict[str, float | None]) -> list[str]:
        """Return the lines of a table, a class each."""
        lines = [
            "| told | covered | no candidate covers | hit@1 | hit@20 | promised | to reach | hit@100 | true / expected | Cllr |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        for kind, name in enumerate(made.CLASSES):
            some = self._covered[self._classes[self._covered] == kind]
            ranks = np.array([self._rank.get(v, 10**6) for v in some.tolist()])
            hits = [f"{np.mean(ranks <= k):.3f}" for k in (1, 20, 100)]
            chances, true = (np.concatenate(column) for column in zip(*self._scored[kind], strict=True))
            covers = int(np.isin(self._pairs // self._width, some).sum())
            ratio = f"{covers} / {chances.sum(dtype=np.float64):.0f} = {covers / max(1e-9, chances.sum(dtype=np.float64)):.2f}"
            promised = f"{self._promised[0, kind] / max(1e-9, self._promised[1, kind]):.3f}"
            row = (
                name, len(ranks), int((ranks == 10**6).sum()), *hits[:2], promised, wanted[name] or "–", hits[2], ratio,
                f"{cllr(chances, true):.2f}",
            )  # fmt: skip
            lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
        return lines


def cllr(chances: np.ndarray, true: np.ndarray) -> float:
    """Cost of the log likelihood ratios (Brümmer and du Preez 2006) over candidates, against their base rate: 1 says nothing, 0 all."""
    if not true.any() or true.all():
        return float("nan")
    p = np.clip(chances.astype(np.float64), 1e-12, 1 - 1e-12)
    ratio = np.log(p / (1 - p)) - np.log(true.mean() / (1 - true.mean()))
    return float((np.logaddexp(0, -ratio[true]).mean() + np.logaddexp(0, ratio[~true]).mean()) / (2 * np.log(2)))
