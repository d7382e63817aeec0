"""What stands of two and what follows from a decision, with names and addresses, for pages of persons and incidents alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kniha.book.linking import queries, rules
from kniha.book.linking.kinds import Whole
from kniha.book.linking.models import Pair as Proposed
from kniha.book.linking.rules import Board, Conflict, Pair
from kniha.desk.linking.faces import Face
from kniha.desk.linking.shown import Change, Contradiction, Other, Reason, Shown
from kniha.desk.request import Who


def reasons(face: Face, pair: Proposed, sides: Sequence[Any]) -> tuple[Reason, ...]:  # Any: sides of the face
    """The steps in their order, each with the words of both sides, in the order of `sides`."""
    keys = {getattr(pair, f"{face.kind.name}_id"): pair.first_row, pair.second_id: pair.second_row}  # type: ignore[attr-defined]  # each has both
    told = [face.told(side, keys[side.whole.pk]) for side in sides]
    return tuple(Reason(about, code, nats, (told[0].get(about, ""), told[1].get(about, ""))) for about, code, nats in pair.reasons)


def changes(who: Who, face: Face, board: Board, pair: Pair, *, verdicts: Collection[str]) -> tuple[Change, ...]:
    """What would follow from each verdict once it stands."""
    found = [rules.follows(board, pair, verdict) for verdict in verdicts]
    known = face.called(who, {one for each in found for one in (*each.together, *_in(each.conflicts))})
    return tuple(
        Change(each.verdict, tuple(known[one] for one in each.together), each.parted, _contradictions(face, each.conflicts, known))
        for each in found
    )


def contradictions(who: Who, face: Face, board: Board) -> tuple[Contradiction, ...]:
    """What contradicts itself, with names."""
    return _contradictions(face, board.conflicts, face.called(who, set(_in(board.conflicts))))


def _in(conflicts: Collection[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        yield from conflict.way


def _contradictions(face: Face, conflicts: Collection[Conflict], known: Mapping[str, Shown]) -> tuple[Contradiction, ...]:
    return tuple(
        Contradiction(
            known[one.left], known[one.right], face.address(known[one.left], known[one.right]), tuple(known[step] for step in one.way)
        )
        for one in conflicts
    )


def of_one(who: Who, face: Face, whole: Whole) -> dict[str, object]:
    """What the page of one person or incident tells of those that may be the same, or are said to be."""
    board = queries.board(who.registrar, face.kind)
    return {
        "linking": face,
        "said_to_be": _said_to_be(who, face, whole, board),
        "may_be": _may_be(who, face, whole, board),
        "contradicting": any(whole.pk in one.way for one in board.conflicts),
    }


def _said_to_be(who: Who, face: Face, whole: Whole, board: Board) -> tuple[Other, ...]:
    group = board.groups.get(whole.pk, ())
    known = face.called(who, group)
    return tuple(Other(known[one], face.address(known[whole.pk], known[one])) for one in group if one != whole.pk)


def _may_be(who: Who, face: Face, whole: Whole, board: Board) -> tuple[Other, ...]:
    """Others of which nobody has decided, the likeliest first."""
    columns = queries.pairs_with(who.registrar, whole).values_list(face.kind.name, "second", "probability")
    found = [(one, second, chance) for one, second, chance in columns if not board.is_settled((one, second))]
    others = [(second if one == whole.pk else one, chance) for one, second, chance in found]
    known = face.called(who, {whole.pk, *(other for other, _ in others)}) if others else {}
    return tuple(Other(known[other], face.address(known[whole.pk], known[other]), chance) for other, chance in others)
