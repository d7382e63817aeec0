"""After a restore the log begins again on a seam, openly; there is no other way to sign, and none to enter (docs/spec/ledger.md §11)."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import transaction
from tests.runs.log import Log, Office, go_on

from kniha.book.journal import checking, reading
from kniha.book.journal.models import Checkpoint, LogOrigin
from kniha.book.journal.replay import replay
from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import SigningKey
from kniha.ledger.notes import Note, parse_note, sign_plain
from kniha.ledger.proofs import check_consistency, check_inclusion
from kniha.ledger.seams import parse_seam, sign_seam
from kniha.runs import heads
from kniha.runs.kept import KeptSeam
from kniha.runs.seams import bring_head
from kniha.vocab.errors import BrokenError, ConflictError, KnihaError, MalformedError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


def told(seq: int) -> dict:
    return next(reading.entries(start=seq, stop=seq + 1)).told()


def in_tree(entry: int, leaf: bytes, head: Head) -> None:
    proof = tree.inclusion_proof(entry, head.size, reading.node)
    check_inclusion(leaf_hash=leaf, index=entry, size=head.size, proof=proof, root=head.root)


def test_the_whole_way(office: Office) -> None:
    go_on(office.world, 3)
    first = office.head()
    office.make_copy()
    go_on(office.world, 4)
    last = office.head()
    old_note = office.log.kept.head()
    office.put_back()
    with pytest.raises(RefusedError, match="put back"), transaction.atomic():
        go_on(office.world, 1)
    with pytest.raises(RefusedError, match="put back"):
        office.head()

    seam = office.found()
    assert (seam.old_size, seam.old_root, seam.restored_size, seam.lost) == (last.size, last.root, first.size, 4)
    note = sign_seam(seam, office.log.custodians[1:4])
    office.take(note)

    entry = next(reading.entries(start=first.size))
    assert (entry.seq, entry.skeleton.action, entry.skeleton.changes) == (first.size, "log.restarted", ())
    assert (told(entry.seq)["seam"], told(entry.seq)["old_head"]) == (note, old_note)
    assert [(one.generation, one.first, one.seam) for one in LogOrigin.objects.all()] == [(1, first.size, note)]
    assert office.log.kept.seam(1) == KeptSeam(note, old_note)

    go_on(office.world, 6)
    new = office.head()
    assert (new.origin, new.size) == (origin_of(office.log.register, 1), first.size + 7)
    for index in range(new.size):
        in_tree(index, reading.node(0, index), new)
    proof = tree.consistency_proof(first.size, new.size, reading.node)
    check_consistency(old_size=first.size, old_root=first.root, new_size=new.size, new_root=new.root, proof=proof)
    assert checking.check_journal() == new.size
    assert checking.check_heads(heads.signed_roots()) == 2
    assert replay().differences == ()


def test_heads_of_the_new_origin_are_signed_by_the_same_keys_under_its_name(lost: Office) -> None:
    lost.seamed()
    lost.head()
    newest = parse_note(reading.newest_checkpoint().note)
    assert {line.name for line in newest.lines} == {origin_of(lost.log.register, 1)}
    signed = heads.opened(reading.newest_checkpoint().note, lost.log.public.checkpoint_keys)
    assert signed.head == heads.current_head()


def test_after_the_seam_the_log_goes_on_as_before(lost: Office) -> None:
    lost.seamed()
    for _ in range(3):
        go_on(lost.world, 2)
        lost.head()
    assert Checkpoint.objects.count() == 4
    with pytest.raises(ConflictError, match="nothing is lost"):
        lost.found()


def test_the_size_of_the_old_head_is_reached_again(lost: Office) -> None:
    old = lost.found().old_size
    lost.seamed()
    while reading.size() < old + 2:
        lost.head()
        go_on(lost.world, 1)
    assert lost.head().size == old + 2


def test_a_second_restore_makes_a_second_seam(lost: Office) -> None:
    lost.seamed()
    lost.head()
    lost.make_copy()
    go_on(lost.world, 3)
    lost.head()
    lost.put_back()
    lost.seamed()
    assert lost.head().origin == origin_of(lost.log.register, 2)
    assert [one.generation for one in LogOrigin.objects.order_by("generation")] == [1, 2]


def test_the_same_copy_put_back_again_carries_the_lost_seam_along(lost: Office) -> None:
    copied = lost.found().restored_size
    lost.make_copy()
    first = lost.seamed()
    old_head = lost.log.kept.seam(1).old_head
    go_on(lost.world, 3)
    lost.head()
    lost.put_back()
    with pytest.raises(RefusedError, match=heads.PUT_BACK), transaction.atomic():
        go_on(lost.world, 1)
    second = lost.seamed()
    assert (parse_seam(second).generation, parse_seam(second).restored_size) == (2, copied)
    assert told(copied)["lost_seams"] == [{"old_head": old_head, "seam": first}]
    assert [one.seam for one in LogOrigin.objects.order_by("generation")] == [first, second]
    go_on(lost.world, 5)
    assert lost.head().origin == origin_of(lost.log.register, 2)
    with pytest.raises(ConflictError, match="nothing is lost"):
        lost.found()


def test_a_head_that_was_kept_by_somebody_else_is_brought_back(lost: Office) -> None:
    newest = lost.log.kept.head()
    (lost.log.folder / "newest.checkpoint").unlink()
    with pytest.raises(RefusedError, match="whoever holds the newest one"):
        lost.found()
    bring_head(newest, lost.log.public, lost.log.folder)
    assert lost.log.kept.head() == newest
    lost.seamed()
    assert lost.head() is not None


def test_an_older_head_that_is_brought_takes_no_newer_ones_place(lost: Office) -> None:
    newest = lost.log.kept.head()
    bring_head(reading.newest_checkpoint().note, lost.log.public, lost.log.folder)
    assert lost.log.kept.head() == newest


def test_a_head_put_back_with_nothing_lost_lets_the_log_go_on(office: Office) -> None:
    office.head()
    newest = office.log.kept.head()
    (office.log.folder / "newest.checkpoint").unlink()
    go_on(office.world, 1)
    bring_head(newest, office.log.public, office.log.folder)
    with pytest.raises(ConflictError, match="nothing is lost"):
        office.found()
    assert office.head().size == reading.size()


def test_a_head_that_the_log_never_signed_is_not_kept(lost: Office) -> None:
    stranger = SigningKey(origin_of(lost.log.register), lost.log.signers[0].algorithm, b"s" * 32)
    head = replace(heads.current_head(), size=99)
    note = Note(head.text, (sign_plain(stranger, head.text),)).encode()
    before = lost.log.kept.head()
    with pytest.raises(BrokenError):
        bring_head(note, lost.log.public, lost.log.folder)
    assert lost.log.kept.head() == before


def test_where_nothing_was_ever_signed_there_is_nothing_to_state(office: Office) -> None:
    with pytest.raises(RefusedError):
        office.found()


def test_where_nothing_is_lost_there_is_no_seam(office: Office) -> None:
    office.head()
    with pytest.raises(ConflictError, match="nothing is lost"):
        office.found()


def altered(**other: object) -> Callable[[Office], str]:
    return lambda office: sign_seam(replace(office.found(), **other), office.log.custodians[:3])


def by_two(office: Office) -> str:
    return sign_seam(office.found(), office.log.custodians[:2])


def by_one_three_times(office: Office) -> str:
    note = parse_note(sign_seam(office.found(), office.log.custodians[:1]))
    return Note(note.text, note.lines * 3).encode()


def by_one_twice_and_another(office: Office) -> str:
    note = parse_note(sign_seam(office.found(), office.log.custodians[:2]))
    return Note(note.text, (*note.lines, note.lines[0])).encode()


def by_three_and_one_of_them_again(office: Office) -> str:
    note = parse_note(sign_seam(office.found(), office.log.custodians[:3]))
    return Note(note.text, (*note.lines, note.lines[0])).encode()


def by_three_and_the_log(office: Office) -> str:
    note = parse_note(sign_seam(office.found(), office.log.custodians[:3]))
    return Note(note.text, (*note.lines, sign_plain(office.log.signers[0], note.text))).encode()


def by_strangers(office: Office) -> str:
    return sign_seam(office.found(), [replace(key, seed=b"s" * 32) for key in office.log.custodians[:3]])


def of_a_smaller_head(office: Office) -> str:
    seam = office.found()
    return sign_seam(replace(seam, old_size=seam.old_size - 1), office.log.custodians[:3])


def of_another_register(office: Office) -> str:
    foreign = Log(bytes(32), office.log.folder)
    seam = replace(office.found(), register=bytes(32), old_origin=origin_of(bytes(32)), new_origin=origin_of(bytes(32), 1))
    return sign_seam(seam, foreign.custodians[:3])


def of_a_later_generation(office: Office) -> str:
    seam = replace(office.found(), old_origin=origin_of(office.log.register, 1), new_origin=origin_of(office.log.register, 2))
    return sign_seam(seam, office.log.custodians[:3])


def of_a_larger_tree(office: Office) -> str:
    seam = office.found()
    return sign_seam(replace(seam, restored_size=seam.restored_size + 1), office.log.custodians[:3])


def of_no_loss(office: Office) -> str:
    seam = office.found()
    text = seam.text.replace(f"\n{seam.restored_size}\n", f"\n{seam.old_size}\n").replace(f"\n{seam.lost}\n", "\n0\n")
    return Note(text, tuple(sign_plain(key, text) for key in office.log.custodians[:3])).encode()


@pytest.mark.parametrize(
    ("false", "error", "words"),
    [
        (by_two, BrokenError, "2 of those known"),
        (by_one_three_times, BrokenError, "1 of those known"),
        (by_one_twice_and_another, BrokenError, "2 of those known"),
        (by_three_and_one_of_them_again, RefusedError, "stands there twice"),
        (by_three_and_the_log, RefusedError, "no custodian's"),
        (by_strangers, BrokenError, "none of the given keys"),
        (of_a_smaller_head, RefusedError, "old size"),
        (altered(old_root=b"x" * 32), RefusedError, "old root"),
        (altered(restored_root=b"x" * 32), RefusedError, "restored root"),
        (of_a_larger_tree, RefusedError, "restored size"),
        (of_another_register, MalformedError, "not the Ed25519 key of a custodian"),
        (of_a_later_generation, RefusedError, "old origin"),
        (of_no_loss, MalformedError, "is none"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_false_seam_changes_nothing(lost: Office, false: Callable[[Office], str], error: type[KnihaError], words: str) -> None:
    size, kept = reading.size(), sorted(path.name for path in lost.log.folder.iterdir())
    with pytest.raises(error, match=words):
        lost.take(false(lost))
    assert (reading.size(), LogOrigin.objects.count()) == (size, 0)
    assert sorted(path.name for path in lost.log.folder.iterdir()) == kept
    with pytest.raises(RefusedError), transaction.atomic():
        go_on(lost.world, 1)


def test_a_seam_is_taken_once(lost: Office) -> None:
    note = lost.seamed()
    size = reading.size()
    for _ in range(2):
        with pytest.raises(ConflictError, match="nothing is lost"):
            lost.take(note)
        lost.head()
    assert (reading.size(), LogOrigin.objects.count()) == (size, 1)


def test_a_copy_of_a_past_that_was_given_up_is_not_taken_up_again(office: Office, settings: object) -> None:
    """After a seam somebody finds a newer copy of the first past: its last entries were declared lost, and stay so."""
    go_on(office.world, 2)
    office.make_copy()
    go_on(office.world, 4)
    office.head()
    office.put_back()
    office.seamed()
    office.head()
    office.put_back()
    settings.OFFICE = replace(settings.OFFICE, heads=office.log.folder / "none")
    go_on(office.world, 3)  # as the newer copy had
    with pytest.raises(RefusedError, match="of a past given up at"):
        office.found()
    with pytest.raises(RefusedError, match="to before generation 1"):
        office.head()


def test_a_row_written_past_the_custodians_begins_no_generation(lost: Office) -> None:
    """Against whoever may write the database: the guard lets entries pass, but no head of such a generation is ever signed."""
    note = sign_seam(lost.found(), [replace(key, seed=b"s" * 32) for key in lost.log.custodians[:3]])
    LogOrigin.objects.create(generation=1, first=reading.size(), seam=note)
    with pytest.raises(BrokenError):
        lost.head()


def test_a_true_seam_over_a_tree_that_was_changed_since_signs_nothing(lost: Office) -> None:
    seam = replace(lost.found(), restored_root=b"x" * 32)
    LogOrigin.objects.create(generation=1, first=seam.restored_size, seam=sign_seam(seam, lost.log.custodians[:3]))
    with pytest.raises(BrokenError, match="not the one that generation 1"):
        lost.head()


def test_a_seam_that_left_out_the_newest_head_signs_nothing_once_that_is_known(lost: Office) -> None:
    """The newest head was hidden from the custodians; then somebody brings it."""
    newest = lost.log.kept.head()
    seen = heads.opened(newest, lost.log.public.checkpoint_keys).head
    lost.log.kept.keep_head(lost.log.note(replace(seen, size=seen.size - 1, root=b"y" * 32)))
    lost.seamed()
    lost.log.kept.keep_head(newest)
    with pytest.raises(RefusedError, match=f"cites a head of {seen.size - 1}; one of {seen.size} was signed"):
        lost.head()


def test_a_lost_seam_that_nobody_kept_stops_the_next_one(lost: Office) -> None:
    lost.make_copy()
    lost.seamed()
    lost.head()
    lost.put_back()
    (lost.log.folder / "seam-1.note").unlink()
    with pytest.raises(RefusedError, match="seam to generation 1 is not kept"):
        lost.found()


def test_what_the_entry_holds_is_all_that_a_verifier_needs(lost: Office) -> None:
    """The seam is checked from the entry alone, as a proof carries it: custodians, old head, root of what was put back."""
    lost.seamed()
    new = lost.head()
    said = told(parse_seam(told(new.size - 1)["seam"]).restored_size)
    seam = parse_seam(said["seam"])
    old = heads.opened(said["old_head"], lost.log.public.checkpoint_keys).head
    assert (old.origin, old.size, old.root) == (seam.old_origin, seam.old_size, seam.old_root)
    assert tree.root(seam.restored_size, reading.node) == seam.restored_root
    assert json.dumps(said)
