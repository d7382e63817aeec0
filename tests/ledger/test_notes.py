"""Signed notes and verifier keys follow C2SP signed-note."""

import base64
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey, parse_verifier_key
from kniha.ledger.notes import MOST_SIGNATURES, Note, SignatureLine, check_note, parse_note, sign_plain
from kniha.vocab.errors import BrokenError, MalformedError, TooLargeError, UnknownTermError

ALES = SigningKey("example.org/ales", Algorithm.ED25519, b"a" * 32)
DARYA = SigningKey("example.org/darya", Algorithm.ED25519, b"d" * 32)
COSIGNER = SigningKey("example.org/ales", Algorithm.MLDSA44, b"m" * 32)
TEXT = "Першы радок\n\nі яшчэ адзін.\n"


def signed(*keys, text=TEXT):
    return Note(text, tuple(sign_plain(key, text) for key in keys))


def test_a_note_comes_back_from_its_text_with_its_empty_line():
    note = signed(ALES, DARYA)
    assert note.encode().startswith("Першы радок\n\nі яшчэ адзін.\n\n— example.org/ales ")
    assert parse_note(note.encode()) == note


def test_a_note_signed_by_both_is_signed_by_both():
    ales, darya = ALES.verifier(), DARYA.verifier()
    assert check_note(signed(DARYA, ALES), (ales, darya)) == (ales, darya)


def test_a_key_id_is_the_beginning_of_the_hash_of_name_type_and_key():
    key = ALES.verifier()
    assert key.key_id == sha256(b"example.org/ales\n\x01" + key.public).digest()[:4]
    assert COSIGNER.verifier().key_id == sha256(b"example.org/ales\n\x06" + COSIGNER.verifier().public).digest()[:4]


def test_a_verifier_key_comes_back_from_its_text():
    for key in (ALES.verifier(), COSIGNER.verifier()):
        assert parse_verifier_key(key.text) == key
        assert key.text == f"{key.name}+{key.key_id.hex()}+{base64.b64encode(bytes([key.algorithm.value]) + key.public).decode()}"
        assert key.fingerprint == sha256(key.text.encode()).hexdigest()


def test_the_signature_of_an_unknown_key_is_ignored_even_when_it_is_nonsense():
    stranger = SignatureLine("example.org/ales", b"\0\0\0\0", b"nonsense")
    note = signed(ALES)
    assert check_note(Note(TEXT, (stranger, *note.lines)), (ALES.verifier(),)) == (ALES.verifier(),)


def test_sixteen_signatures_and_more_are_accepted():
    keys = [SigningKey(f"example.org/{number}", Algorithm.ED25519, bytes([number]) * 32) for number in range(MOST_SIGNATURES)]
    note = parse_note(signed(*keys).encode())
    assert len(check_note(note, [key.verifier() for key in keys])) == MOST_SIGNATURES >= 16
    with pytest.raises(MalformedError, match="between 1 and"):
        signed(*keys, ALES)


def test_a_seed_is_not_shown():
    assert "aaaa" not in repr(ALES)
    assert repr(ALES.seed) not in repr(ALES)


def test_a_changed_text_breaks_the_signature_and_names_the_key():
    note = signed(ALES)
    with pytest.raises(BrokenError, match=r"the signature of Ed25519 key [0-9a-f]{8} of example\.org/ales does not hold"):
        check_note(Note(TEXT.replace("адзін", "адна"), note.lines), (ALES.verifier(),))


def test_a_known_key_that_fails_breaks_a_note_that_another_key_signed_well():
    good, bad = signed(ALES).lines[0], signed(DARYA, text="else\n").lines[0]
    with pytest.raises(BrokenError, match="darya"):
        check_note(Note(TEXT, (good, bad)), (ALES.verifier(), DARYA.verifier()))


def test_a_second_signature_of_a_known_key_must_hold_too():
    good, bad = signed(ALES).lines[0], signed(ALES, text="else\n").lines[0]
    with pytest.raises(BrokenError):
        check_note(Note(TEXT, (good, bad)), (ALES.verifier(),))


def test_a_note_that_none_of_the_keys_signed_is_refused():
    with pytest.raises(BrokenError, match="none of the given keys"):
        check_note(signed(DARYA), (ALES.verifier(),))
    with pytest.raises(BrokenError, match="none of the given keys"):
        check_note(signed(DARYA), ())


def test_a_cosigner_signs_no_plain_text():
    with pytest.raises(MalformedError, match="tree heads only"):
        sign_plain(COSIGNER, TEXT)
    key = COSIGNER.verifier()
    with pytest.raises(MalformedError, match="tree heads only"):
        check_note(Note(TEXT, (SignatureLine(key.name, key.key_id, b"x"),)), (key,))


LINE = signed(ALES).lines[0].encode()
ENCODED = LINE.split(" ")[2].rstrip("\n")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text",
        "text\n",
        "text\n\n",
        f"text\n{LINE}",
        f"text\n\n{LINE}\n",
        f"text\n\n{LINE[:-1]}",
        f"text\n\n{LINE}rubbish\n",
        f"text\n\n- example.org/ales {ENCODED}\n",
        f"text\n\n—example.org/ales {ENCODED}\n",
        f"text\n\n— {ENCODED}\n",
        f"text\n\n—  {ENCODED}\n",
        f"text\n\n— example.org/a+b {ENCODED}\n",
        f"text\n\n— example.org/a b {ENCODED}\n",
        f"text\n\n— example.org/a\u00a0b {ENCODED}\n",
        f"text\n\n— example.org/ales  {ENCODED}\n",
        f"text\n\n— example.org/ales {ENCODED} \n",
        f"text\n\n— example.org/ales {ENCODED}=\n",
        f"text\n\n— example.org/ales {ENCODED[:-1]}\n",
        f"text\n\n— example.org/ales {ENCODED[:-4]}-_-_\n",
        "text\n\n— example.org/ales AAAAAA==\n",
        "text\n\n— example.org/ales AAAA\n",
        "text\n\n— example.org/ales AAAAAAB=\n",
        "text\n\n— example.org/ales =\n",
        f"te\rxt\n\n{LINE}",
        f"te\txt\n\n{LINE}",
        f"te\0xt\n\n{LINE}",
        f"te\ud800xt\n\n{LINE}",
        f"text\n\n— na\ud800me {ENCODED}\n",
        f"text\n\n— {'n' * 256} {ENCODED}\n",
    ],
)
def test_what_is_not_a_signed_note_is_refused(note):
    with pytest.raises(MalformedError):
        parse_note(note)


def test_a_note_of_two_million_letters_is_refused_before_it_is_read():
    with pytest.raises(TooLargeError):
        parse_note("x" * 2_000_000)


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("+", "-"),
        lambda text: text.split("+", maxsplit=1)[0],
        lambda text: text[:-1],
        lambda text: text + "=",
        lambda text: text + "\n",
        lambda text: text.replace("ales", "alex"),
        lambda text: text.replace("example", "exam ple"),
        lambda text: text.replace(text.split("+")[1], text.split("+")[1].upper()),
        lambda text: text.replace(text.split("+")[1], "00000000"),
        lambda text: "+" + text.split("+", 1)[1],
    ],
)
def test_an_altered_verifier_key_is_refused(alter):
    for text in (COSIGNER.verifier().text, VerifierKey("example.org/ales", Algorithm.ED25519, b"\xff" * 32).text):
        with pytest.raises(MalformedError):
            parse_verifier_key(alter(text))


@pytest.mark.parametrize("kind", [b"", b"\x00", b"\x02", b"\x05", b"\xff"])
def test_a_key_of_another_algorithm_is_named_unknown(kind):
    with pytest.raises(UnknownTermError, match="not known here"):
        parse_verifier_key(f"example.org/ales+00000000+{base64.b64encode(kind + b'k' * 32 if kind else b'').decode()}")


def test_a_public_key_or_seed_of_the_wrong_length_cannot_be_built():
    for algorithm in Algorithm:
        with pytest.raises(MalformedError):
            VerifierKey("example.org/ales", algorithm, b"k" * 31)
        with pytest.raises(MalformedError):
            SigningKey("example.org/ales", algorithm, b"k" * 33)


@given(st.data())
def test_no_single_altered_byte_of_a_note_passes(data):
    note = signed(ALES, DARYA).encode().encode()
    place = data.draw(st.integers(0, len(note) - 1))
    altered = bytearray(note)
    altered[place] ^= data.draw(st.integers(1, 255))
    try:
        text = altered.decode()
        signers = check_note(parse_note(text), (ALES.verifier(), DARYA.verifier()))
    except (UnicodeDecodeError, MalformedError, BrokenError):
        return
    # The name or id of one line was altered: that line is a stranger's now, and no longer counts.
    assert len(signers) == 1
