import io
import random

import pytest
from PIL import Image
from tests.media.samples import encoded, jpeg, pdf

from kniha.media import texts
from kniha.media.findings import Finding
from kniha.media.texts import TextFacts, read_pdf, read_plain

TOLD = "Ўчора каля Акрэсціна яго білі дубінкай. Ещё ёлка."


def plain(data):
    return read_plain(io.BytesIO(data))


def paper(data):
    return read_pdf(io.BytesIO(data))


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_plain_text_is_read_in_whatever_it_was_written(charset):
    facts, words = plain(TOLD.encode(charset))
    assert words == TOLD
    assert facts == TextFacts(None, len(words), ())


def test_letters_of_many_bytes_are_not_cut_where_pieces_meet():
    text = "ы" * 400_000  # more than a piece
    assert plain(b"a" + text.encode())[1] == "a" + text


def test_a_text_that_is_too_long_is_read_to_a_limit_and_told():
    facts, words = plain(b"word " * 300_000)
    assert (len(words), facts) == (texts.LONGEST, TextFacts(None, texts.LONGEST, (Finding.TEXT_CUT,)))


def test_lines_are_lines_and_what_no_page_can_hold_is_left_out():
    assert plain("раз\r\nдва\rтры\tчатыры".encode())[1] == "раз\nдва\nтры\tчатыры"
    assert paper(pdf("раз\x07два\x00"))[1].strip() == "раздва"


@pytest.mark.parametrize(("data", "finding"), [(b"", Finding.EMPTY), (b"\x00\x01" * 99, Finding.UNREADABLE), (b" \n ", Finding.NO_TEXT)])
def test_what_holds_no_words_is_told(data, finding):
    assert plain(data) == (TextFacts(findings=(finding,)), "")


def test_the_words_of_a_pdf_are_read_page_by_page():
    facts, words = paper(pdf(TOLD, "Другая старонка\nў два радкі"))
    assert facts == TextFacts(2, len(words), ())
    assert words.replace("\n", " ").split() == f"{TOLD} Другая старонка ў два радкі".split()


def test_a_scan_has_pages_and_no_words():
    assert paper(encoded(Image.new("RGB", (60, 40)), "PDF")) == (TextFacts(1, 0, (Finding.NO_TEXT,)), "")


def test_a_pdf_under_a_password_is_told():
    assert paper(pdf(TOLD, locked=True)) == (TextFacts(findings=(Finding.LOCKED,)), "")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\ngarbage", jpeg(), b"%PDF-1.4\n" + bytes(5000)])
def test_what_is_no_pdf_is_told(data):
    assert paper(data) == (TextFacts(findings=(Finding.UNREADABLE,)), "")


def test_a_long_pdf_is_read_to_a_limit_and_told():
    facts, words = paper(pdf(*["слова " * 3000] * 80))
    assert len(words) == texts.LONGEST
    assert (facts.pages, facts.findings) == (80, (Finding.TEXT_CUT,))


@pytest.mark.soak
def test_whatever_is_done_to_a_pdf_gives_a_finding_or_words(soaking):
    whole = pdf(TOLD, "Другая")
    chance = random.Random() if soaking else random.Random(7)
    for _ in range(20_000 if soaking else 300):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        facts, words = paper(bytes(data[: chance.randrange(1, len(data))] if chance.random() < 0.3 else data))
        assert facts.characters == len(words)
        assert words or facts.findings
