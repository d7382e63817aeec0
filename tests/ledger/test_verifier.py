"""A proof file holds as it was made; any altered byte is found, and the step that finds it says what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.world import ACT, INCIDENT, OTHER, REGISTER, SHOWN, STATEMENT, Register, altered, closed, signing_keys, story, the_proof

from kniha.ledger.checkpoints import cosigned_message
from kniha.ledger.entries import Value
from kniha.ledger.given import Given, trusting
from kniha.ledger.head_evidence import build_head
from kniha.ledger.keys import Algorithm, SigningKey, parse_verifier_key
from kniha.ledger.notes import Note, SignatureLine, parse_note, sign_plain
from kniha.ledger.proof_file import build_proof, parse_proof
from kniha.ledger.verdicts import Outcome, Status
from kniha.ledger.verifying_proofs import verify_proof
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, MalformedError

BOOK = story()
PROOF = BOOK.proof(SHOWN)
KEYS = BOOK.verifiers()


def wrong(data, trusted=None):
    """The number and words of the step that found `data` wrong."""
    verdict = verify_proof(data, trusting(trusted or ()))
    assert not verdict.holds
    assert verdict.status is Status.WRONG
    assert verdict.head is None
    assert verdict.shown is None
    step = next(step for step in verdict.steps if step.outcome is Outcome.WRONG)
    assert all(other.outcome is Outcome.HOLDS for other in verdict.steps[: step.number - 1])
    assert all(other.outcome is Outcome.NOT_REACHED for other in verdict.steps[step.number :])
    assert verdict.words == f"This does not hold. Step {step.number}: {step.detail}."
    return step.number, step.detail


def test_a_proof_holds_in_ten_steps_under_the_registers_keys():
    verdict = verify_proof(PROOF, trusting(KEYS))
    assert verdict.holds
    assert [step.number for step in verdict.steps] == list(range(1, 11))
    assert verdict.words.startswith("This holds. 4 entries are in the register's tree of 9 at the root ")
    assert verdict.words.endswith("signed 2025-11-23 08:00:00 UTC. It does not say that nothing else is.")
    assert verdict.head == BOOK.head()


def test_without_keys_the_verdict_tells_which_fingerprints_to_compare():
    verdict = verify_proof(PROOF, Given())
    assert verdict.holds
    assert verdict.words.startswith("This holds as far as the file can tell by itself")
    assert all(key.fingerprint in verdict.open[0] for key in KEYS)
    assert "Compare" in verdict.open[0]


def test_the_record_is_the_rows_as_the_entries_left_them():
    assert json.loads(PROOF)["record"] == [
        ["act", ACT, {"incident": INCIDENT, "kind": "beating", "victims": 2}],
        ["incident", INCIDENT, {"number": "KN-2025-48213", "public": False, "state": "accepted"}],
    ]
    assert json.loads(PROOF)["title"] == "KN-2025-48213"


def test_a_proof_that_shows_no_number_is_titled_by_table_and_id():
    proof = BOOK.proof({3: ("day", "0/state")})
    assert json.loads(proof)["title"] == f"incident {INCIDENT}"
    assert verify_proof(proof, trusting(KEYS)).holds


def test_a_proof_may_show_values_of_the_entry_alone_and_no_row():
    proof = BOOK.proof({1: ("day", "certificate")}, about=("statement", STATEMENT))
    assert verify_proof(proof, trusting(KEYS)).holds
    assert json.loads(proof)["record"] == []
    assert "затрымалі" not in proof.decode()


def test_what_is_not_shown_is_not_in_the_file():
    said = json.loads(PROOF)
    assert all("registrar" not in [value["path"] for value in entry["shown"]] for entry in said["entries"])
    assert "539000000" not in PROOF.decode()
    assert "a second account" not in PROOF.decode()


def test_a_proof_may_show_nothing_but_that_the_entries_are_there():
    proof = BOOK.proof({3: ()})
    assert "0 values shown" in verify_proof(proof, trusting(KEYS)).steps[7].detail


def test_a_deleted_row_is_not_in_the_record():
    book = story()
    book.enter("act.removed", [("delete", "act", ACT, {})])
    proof = book.proof({**SHOWN, 9: ("day",)})
    assert verify_proof(proof, trusting(KEYS)).holds
    assert [table for table, _, _ in json.loads(proof)["record"]] == ["incident"]


def test_lines_of_strangers_are_left_out_of_a_proof():
    stranger = SigningKey("stranger.example/s", Algorithm.ED25519, b"w" * 32)
    note = parse_note(BOOK.checkpoint())
    signed = Note(note.text, (sign_plain(stranger, note.text), *note.lines)).encode()
    head = build_head(register=REGISTER, keys=KEYS, checkpoint=signed)
    proof = build_proof(about=("incident", INCIDENT), head=head, entries=[BOOK.entry(3, SHOWN[3])])
    assert verify_proof(proof, trusting(KEYS)).holds
    assert "stranger" not in proof.decode()


def test_a_proof_holds_under_a_head_that_the_register_has_outgrown():
    proof = build_proof(about=("incident", INCIDENT), head=BOOK.evidence(8), entries=[BOOK.entry(3, SHOWN[3], size=8)])
    assert verify_proof(proof, trusting(KEYS)).holds


def test_values_and_entries_are_put_in_order_when_a_proof_is_built():
    entries = [BOOK.entry(seq, SHOWN[seq]) for seq in reversed(SHOWN)]
    head = build_head(register=REGISTER, keys=KEYS[::-1], checkpoint=BOOK.checkpoint())
    built = build_proof(about=("incident", INCIDENT), head=head, entries=entries)
    assert [entry.index for entry in parse_proof(built).entries] == [3, 5, 6, 7]
    assert verify_proof(built, trusting(KEYS)).holds


def test_a_proof_comes_back_from_its_bytes():
    assert parse_proof(PROOF).encode() == PROOF


def test_head_evidence_is_not_built_without_the_signature_of_a_key_it_names():
    stranger = signing_keys(seed=b"s")[0].verifier()
    with pytest.raises(BrokenError, match="is not signed by"):
        build_head(register=REGISTER, keys=(*KEYS, stranger), checkpoint=BOOK.checkpoint())


def test_a_proof_is_not_built_about_a_row_that_none_of_its_entries_changes():
    with pytest.raises(BrokenError, match="changes incident"):
        BOOK.proof(SHOWN, about=("incident", OTHER))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"{" * 5000, PROOF[:-1], PROOF + b"\n", b" " + PROOF])
def test_what_is_no_proof_file_fails_in_step_1(data):
    assert wrong(data)[0] == 1


@pytest.mark.parametrize("start", range(8))
def test_every_altered_byte_of_a_proof_is_found(start):
    for place in range(start, len(PROOF), 8):
        damaged = bytearray(PROOF)
        damaged[place] ^= 1
        assert not verify_proof(bytes(damaged), Given()).holds, f"byte {place}: {PROOF[place - 20 : place + 20]!r}"


@given(st.integers(0, len(PROOF) - 1), st.integers(1, 255), st.sampled_from(["alter", "insert", "remove"]))
def test_no_byte_can_be_altered_put_in_or_taken_out(place, bits, how):
    damaged = bytearray(PROOF)
    match how:
        case "alter":
            damaged[place] ^= bits
        case "insert":
            damaged.insert(place, bits)
        case "remove":
            del damaged[place]
    # Taking out one of two equal neighbours, or putting in a third, may leave a file that differs in length alone: found too.
    assert not verify_proof(bytes(damaged), Given()).holds


def _swap_entries(said):
    said["entries"][0], said["entries"][1] = said["entries"][1], said["entries"][0]


def _swap_contents(said):
    one, two = said["entries"][2], said["entries"][3]
    one["shown"], two["shown"] = two["shown"], one["shown"]


def _move_value(said):
    """The commitment to `0/public` offered as one to `0/state`."""
    shown = said["entries"][0]["shown"]
    shown[4]["path"] = "0/state"
    del shown[3]


def _other_seq(said):
    said["entries"][2]["skeleton"] = said["entries"][2]["skeleton"].replace('"seq":6', '"seq":7')


def _other_action(said):
    said["entries"][2]["skeleton"] = said["entries"][2]["skeleton"].replace("incident.sent", "incident.shut")


def _recommit(said):
    """A forger who edits a value makes a new salt and commitment for it."""
    from kniha.ledger.entries import commitment

    value = said["entries"][0]["shown"][6]
    value["bytes"] = '"killing"'
    said["entries"][0]["commitments"][9] = commitment(bytes.fromhex(value["salt"]), value["path"], value["bytes"].encode()).hex()


def edited(said, place, **changed):
    said["entries"][0]["shown"][place] |= changed


ALTERATIONS = {
    "a field of the file is missing": (lambda said: said.pop("title"), 1, "exactly the keys"),
    "the file has a field more": (lambda said: said.update(note="x"), 1, "exactly the keys"),
    "another format": (lambda said: said.update(format="kniha-proof/v2"), 1, "kniha-proof/v1"),
    "a field of an entry is missing": (lambda said: said["entries"][0].pop("inclusion"), 1, "exactly the keys"),
    "a value has a field more": (lambda said: edited(said, 0, x=1), 1, "exactly the keys"),
    "a salt too short": (lambda said: edited(said, 0, salt="00" * 15), 1, "16 bytes"),
    "a salt in upper case": (lambda said: edited(said, 0, salt="AB" * 16), 1, "hexadecimal"),
    "a path that is a number": (lambda said: edited(said, 0, path=1), 1, "a path is text"),
    "an index that is text": (lambda said: said["entries"][0].update(index="3"), 1, "integer"),
    "an index that is true": (lambda said: said["entries"][0].update(index=True), 1, "integer"),
    "a negative index": (lambda said: said["entries"][0].update(index=-1), 1, "integer"),
    "entries swapped": (_swap_entries, 1, "order of their index"),
    "an entry twice": (lambda said: said["entries"].insert(0, said["entries"][0]), 1, "each once"),
    "no entry": (lambda said: said.update(entries=[]), 1, "at least one"),
    "entries that are no list": (lambda said: said.update(entries={}), 1, "a list"),
    "about three things": (lambda said: said["about"].append("x"), 1, "a table and an id"),
    "about no row": (lambda said: said.update(about=["incident", "x"]), 1, "16 bytes are 32"),
    "a field of the head is missing": (lambda said: said["head"].pop("stamps"), 1, "exactly the keys"),
    "the head is text": (lambda said: said.update(head="x"), 1, "exactly the keys"),
    "keys swapped": (lambda said: said["head"]["keys"].reverse(), 1, "order of their text"),
    "a key twice": (lambda said: said["head"]["keys"].insert(0, said["head"]["keys"][0]), 1, "each once"),
    "a key that is none": (lambda said: said["head"]["keys"].insert(0, "a+b"), 2, "a verifier key is"),
    "a key is missing": (lambda said: said["head"]["keys"].pop(), 2, "signatures are not theirs"),
    "keys and signatures are missing": (lambda said: said["head"].update(keys=[]), 2, "signatures are not theirs"),
    "the checkpoint is no note": (lambda said: said["head"].update(checkpoint="x"), 2, "a note is"),
    "another register": (lambda said: said["head"].update(register="00" * 32), 3, "the file is of register 0000"),
    "another index": (lambda said: said["entries"][3].update(index=8), 7, "gives entry 8, but its skeleton says 7"),
    "another seq": (_other_seq, 7, "gives entry 6, but its skeleton says 7"),
    "a skeleton with a blank": (lambda said: said["entries"][0].update(skeleton=said["entries"][0]["skeleton"] + " "), 7, "entry 3"),
    "a commitment is missing": (lambda said: said["entries"][0]["commitments"].pop(), 7, "11 paths, but 10 commitments"),
    "a value edited": (lambda said: edited(said, 6, bytes='"killing"'), 8, "value '1/kind' of entry 3 is not the one committed"),
    "a value with a blank": (lambda said: edited(said, 6, bytes='"beating" '), 8, "value '1/kind' of entry 3"),
    "a salt edited": (lambda said: edited(said, 6, salt="00" * 16), 8, "value '1/kind' of entry 3"),
    "a value moved": (_move_value, 8, "value '0/state' of entry 3"),
    "values of two entries swapped": (_swap_contents, 8, "value 'day' of entry 6"),
    "a value of no such path": (lambda said: edited(said, 0, path="reason"), 8, "entry 3 has no value 'reason'"),
    "values out of order": (lambda said: said["entries"][0]["shown"].reverse(), 8, "twice or out of order"),
    "a value and its commitment edited": (_recommit, 9, "entry 3 is not in the tree: proof leads to"),
    "an action renamed": (_other_action, 9, "entry 6 is not in the tree: proof leads to"),
    "an inclusion hash dropped": (lambda said: said["entries"][0]["inclusion"].pop(), 9, "fewer than the way"),
    "an inclusion hash added": (lambda said: said["entries"][0]["inclusion"].append("00" * 32), 9, "more than the way"),
    "an inclusion hash edited": (lambda said: said["entries"][0]["inclusion"].__setitem__(0, "00" * 32), 9, "proof leads to"),
    "commitments swapped": (lambda said: said["entries"][1]["commitments"].insert(0, said["entries"][1]["commitments"].pop(2)), 8, ""),
    "a value withheld": (lambda said: said["entries"][0]["shown"].pop(2), 10, "the record is not"),
    "a value withheld that a later entry changed": (lambda said: said["entries"][0]["shown"].pop(), 10, "something was left out"),
    "a day withheld": (lambda said: said["entries"][0]["shown"].pop(0), 10, "something was left out"),
    "an entry between left out": (lambda said: said["entries"].pop(2), 10, "something was left out"),
    "another digest": (lambda said: said.update(digest="00" * 32), 10, "the digest is not"),
    "a digest too short": (lambda said: said.update(digest="00"), 1, "32 bytes"),
    "an entry left out": (lambda said: said["entries"].pop(), 10, "the record is not"),
    "the record edited": (lambda said: said["record"][0][2].update(victims=3), 10, "the record is not"),
    "the record says false as 0": (lambda said: said["record"][1][2].update(public=0), 10, "the record is not"),
    "a row added to the record": (lambda said: said["record"].append(["x", "y", {}]), 10, "the record is not"),
    "the record emptied": (lambda said: said.update(record=None), 10, "the record is not"),
    "another title": (lambda said: said.update(title="KN-2025-48214"), 10, "the title"),
    "about a row of no entry": (lambda said: said.update(about=["incident", OTHER]), 10, "no entry of this proof changes"),
    "about another row": (lambda said: said.update(about=["act", ACT]), 10, "the title"),
}


@pytest.mark.parametrize(("alter", "step", "words"), ALTERATIONS.values(), ids=ALTERATIONS)
def test_an_altered_proof_is_found_at_its_step(alter, step, words):
    found, detail = wrong(altered(PROOF, alter))
    assert (found, words in detail) == (step, True), detail


def test_one_who_knows_the_form_can_make_a_proof_that_says_less_and_it_is_as_true():
    """docs/spec/ledger.md §9: a proof does not say that nothing else is; what is left out well leaves no trace."""
    less = closed(altered(PROOF, lambda said: said["entries"][0]["shown"].pop(0)))
    assert verify_proof(less, trusting(KEYS)).holds


@pytest.mark.parametrize(
    "name", [name for name, (_, _, words) in ALTERATIONS.items() if words != "something was left out" and "digest" not in name]
)
def test_one_who_knows_the_form_can_change_nothing_that_is_shown(name):
    data = altered(PROOF, ALTERATIONS[name][0])
    if "digest" in json.loads(data):
        assert not verify_proof(closed(data), Given()).holds


def test_swapped_signature_lines_are_found():
    def swap(said):
        text, _, lines = said["head"]["checkpoint"].rpartition("\n\n")
        one, two, _ = lines.split("\n")
        said["head"]["checkpoint"] = f"{text}\n\n{two}\n{one}\n"

    assert wrong(altered(PROOF, swap))[0] == 2


def test_a_proof_with_the_post_quantum_signature_stripped_is_found():
    """Against one who can forge Ed25519 one day: a proof under the classic key alone is no proof."""

    def strip(said):
        head = parse_proof(PROOF).head
        classic = next(key for key in map(parse_verifier_key, head.keys) if key.algorithm is Algorithm.ED25519)
        note = parse_note(head.checkpoint)
        said["head"]["keys"] = [classic.text]
        said["head"]["checkpoint"] = Note(note.text, tuple(line for line in note.lines if line.key_id == classic.key_id)).encode()

    for trusted in (None, KEYS):
        assert wrong(altered(PROOF, strip), trusted) == (
            2,
            "a tree head is signed with Ed25519 and with ML-DSA-44, and with nothing else; that is not so here",
        )


def forged():
    """The whole register made again by a forger, with another victim count, under the forger's own keys."""
    book = story()
    fake = Register(keys=signing_keys(seed=b"f"))
    fake.entries, fake.nodes = book.entries, book.nodes
    return fake.proof(SHOWN)


def test_a_proof_signed_again_with_other_keys_is_found_with_the_registers_keys_alone():
    assert verify_proof(forged(), Given()).holds
    step, detail = wrong(forged(), KEYS)
    assert step == 2
    assert "is not one of the keys given" in detail
    assert all(key.fingerprint not in detail for key in KEYS)


def test_the_fingerprints_of_a_forged_proof_differ_from_the_registers():
    words = verify_proof(forged(), Given()).open[0]
    assert not any(key.fingerprint in words for key in KEYS)


def test_one_trusted_key_does_not_vouch_for_another():
    step, detail = wrong(PROOF, KEYS[:1])
    assert (step, "is not one of the keys given" in detail) == (2, True)


def test_retired_keys_of_the_register_may_stand_beside_those_that_signed():
    assert verify_proof(PROOF, trusting((*KEYS, signing_keys(seed=b"o")[0].verifier()))).holds


def test_a_head_of_another_log_under_keys_of_its_own_is_found():
    other = bytes(32)
    book = Register(keys=signing_keys(other), register=other, entries=BOOK.entries, nodes=BOOK.nodes)
    assert wrong(altered(book.proof(SHOWN), lambda said: said["head"].update(register=REGISTER.hex())))[0] == 3


def test_keys_of_another_name_than_the_log_are_found():
    """A witness's keys, however well they sign, do not make a head the register's."""
    head = BOOK.head()
    classic, quantum = (SigningKey("witness.example/w", key.algorithm, key.seed) for key in BOOK.keys)
    message = cosigned_message(quantum.name, 0, head)
    cosigned = SignatureLine(quantum.name, quantum.verifier().key_id, bytes(8) + quantum.sign(message))
    lines = {classic.verifier().text: sign_plain(classic, head.text), quantum.verifier().text: cosigned}

    def resign(said):
        said["head"]["keys"] = sorted(lines)
        said["head"]["checkpoint"] = Note(head.text, tuple(lines[text] for text in sorted(lines))).encode()

    step, detail = wrong(altered(PROOF, resign))
    assert (step, "is not a key of kniha/" in detail) == (2, True)


def test_an_entry_of_another_register_is_not_in_this_tree():
    fake = Register()
    for _ in range(3):
        fake.enter("register.founded", [])
    fake.enter("incident.opened", [("insert", "incident", INCIDENT, {"number": "KN-2025-48213"})])

    def implant(said):
        theirs = json.loads(fake.proof({3: ("day", "0/number")}))
        said["entries"] = theirs["entries"]
        said["record"] = theirs["record"]

    step, detail = wrong(altered(PROOF, implant))
    assert step == 9
    assert "entry 3 is not in the tree" in detail


def test_an_entry_beyond_the_head_is_not_in_the_tree():
    step, detail = wrong(build_proof(about=("incident", INCIDENT), head=BOOK.evidence(7), entries=[BOOK.entry(7, ("day",))]))
    assert (step, "a tree of 7 leaves has no leaf 7" in detail) == (9, True)


@pytest.mark.parametrize("data", [b"not json", b"1e400", b"1.5", b'{"\xd0\xb6":1}', b"123456789012345678901234567890"])
def test_a_shown_value_that_no_record_can_hold_is_refused(data):
    book = Register()
    book.enter("register.founded", [])
    book.enter("incident.opened", [("insert", "incident", INCIDENT, {"number": 1})])
    skeleton, values, commitments = book.entries[1]
    bad = Value("0/number", values[-1].salt, data)
    book.entries[1] = (skeleton, (*values[:-1], bad), commitments)
    with pytest.raises((MalformedError, BrokenError)):
        book.proof({1: ("0/number",)})


def test_a_row_inserted_twice_is_a_contradiction():
    book = story()
    book.enter("incident.opened", [("insert", "incident", INCIDENT, {"state": "draft"})])
    with pytest.raises(BrokenError, match="was there already"):
        book.proof({3: ("0/state",), 9: ("0/state",)})


def test_a_deleted_row_shows_no_values():
    book = story()
    book.enter("incident.removed", [("delete", "incident", INCIDENT, {"state": "gone"})])
    with pytest.raises(BrokenError, match="that it deletes"):
        book.proof({9: ("0/state",)})


def test_the_same_story_makes_the_same_record():
    assert json.loads(the_proof())["record"] == json.loads(PROOF)["record"]
    assert canonical(json.loads(PROOF)) == PROOF
