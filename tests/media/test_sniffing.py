import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.media.samples import encoded, film, jpeg, sound
from tests.sizes import examples

from kniha.media.kinds import UNKNOWN, Family, may_show_inline
from kniha.media.sniffing import HEAD_SIZE, sniff

OFFICE = "application/vnd.openxmlformats-officedocument."


def archive(*members):
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as container:
        for name, content in members:
            container.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"), ("WEBP", "image/webp"), ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"), ("AVIF", "image/avif"), ("PDF", "application/pdf"),
    ],
)  # fmt: skip
def test_pictures_as_pillow_writes_them_are_told_apart(form, expected):
    assert sniff(encoded(Image.new("RGB", (8, 8)), form)).type == expected


@pytest.mark.parametrize(
    ("form", "codec", "expected"),
    [("mp4", "h264", "video/mp4"), ("mov", "h264", "video/quicktime"), ("3gp", "mpeg4", "video/3gpp"), ("webm", "libvpx", "video/webm"),
     ("matroska", "h264", "video/x-matroska"), ("avi", "mpeg4", "video/x-msvideo")],
)  # fmt: skip
def test_films_as_ffmpeg_writes_them_are_told_apart(form, codec, expected):
    found = sniff(film(form=form, codec=codec, size=(176, 144), frames=2))
    assert (found.type, found.family) == (expected, Family.VIDEO)


@pytest.mark.parametrize(
    ("form", "codec", "expected"),
    [("wav", "pcm_s16le", "audio/wav"), ("mp3", "mp3", "audio/mpeg"), ("flac", "flac", "audio/flac"), ("ogg", "libopus", "audio/ogg"),
     ("amr", "libopencore_amrnb", "audio/amr"), ("adts", "aac", "audio/aac"), ("ipod", "aac", "audio/mp4")],
)  # fmt: skip
def test_sounds_as_ffmpeg_writes_them_are_told_apart(form, codec, expected):
    found = sniff(sound(form, codec))
    assert (found.type, found.family) == (expected, Family.AUDIO)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "image/avif"),
        (b"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1", "image/heif"),
        (b"\x00\x00\x00\x14ftyp3gp5\x00\x00\x00\x00isom", "video/3gpp"),
        (b"\x00\x00\x00\x18ftypXYZ1\x00\x00\x00\x00isommp42", "video/mp4"),
        (b"\x00\x00\x00\x14ftypXYZ1\x00\x00\x00\x00XYZ2", "application/octet-stream"),
        (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "video/quicktime"),
        (b"\xff\xfb\x90\x64" + bytes(100), "audio/mpeg"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (b"#!AMR-WB\n\x0c", "audio/amr-wb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"OggS" + bytes(24) + b"\x80theora", "video/ogg"),
    ],
)
def test_heads_that_nothing_here_writes_are_known_too(head, expected):
    assert sniff(head).type == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ([("[Content_Types].xml", "x"), ("word/document.xml", "x")], OFFICE + "wordprocessingml.document"),
        ([("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")], OFFICE + "spreadsheetml.sheet"),
        ([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")], "application/vnd.oasis.opendocument.text"),
        ([("photo.jpg", "x")], "application/zip"),
    ],
)  # fmt: skip
def test_office_documents_are_told_from_other_archives(members, expected):
    assert sniff(archive(*members)).type == expected


@pytest.mark.parametrize(
    ("text", "encoding", "charset"),
    [
        ("Мяне затрымалі каля станцыі метро.", "utf-8", "utf-8"),
        ("Мяне затрымалі каля станцыі метро.", "utf-16", "utf-16"),
        ("Нас вывезли в три часа ночи.", "cp1251", "windows-1251"),
        ("We were driven away at three.", "ascii", "utf-8"),
    ],
)
def test_text_is_text_with_a_guess_at_its_letters(text, encoding, charset):
    found = sniff(text.encode(encoding))
    assert (found.type, found.charset) == ("text/plain", charset)


def test_a_letter_cut_by_the_end_of_the_head_does_not_spoil_the_guess():
    assert sniff(("a" + "Ж" * HEAD_SIZE).encode()[:HEAD_SIZE]).charset == "utf-8"


@pytest.mark.parametrize("nothing", [b"", b"\x00" * 100, b"\xff", bytes(range(256)), "Нас вывезли".encode("koi8-r")])
def test_what_shows_no_type_has_none(nothing):
    assert sniff(nothing) == UNKNOWN


@pytest.mark.parametrize(
    "words", [b"BMW E36, number plate unknown", b"yes free time", b"RIFFRAFF came", b"ID3 is a word", b"I <3 you", b"<vera@example.org>"]
)
def test_words_that_begin_like_a_format_stay_words(words):
    assert sniff(words).type == "text/plain"


@pytest.mark.parametrize(
    "hidden",
    [
        b"<html><script>alert(1)</script>", b"  \r\n\t<!DOCTYPE html><p>", b"\xef\xbb\xbf<HTML>", b"<!-- photo --><script src=x>",
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", b"<img src=x onerror=alert(1)>", b"<x onclick=alert(1)>",
        b"<!-- " + b"a" * HEAD_SIZE, "\ufeff<script>".encode("utf-16-le"), "<html>".encode("utf-16"), b"<!doctype html", b"\x00<body>",
    ],
)  # fmt: skip
def test_html_that_calls_itself_a_photo_is_html(hidden):
    assert sniff(hidden).type == "text/html"


@pytest.mark.parametrize(
    "hidden",
    [
        b"<svg onload='alert(1)'>", b"<?xml version='1.0' encoding='utf-8'?>\n<!-- logo -->\n<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x' [<!ENTITY a 'b'>]><svg>", b"<s:svg xmlns:s='http://www.w3.org/2000/svg'>",
    ],
)  # fmt: skip
def test_svg_is_called_svg_whatever_stands_before_it(hidden):
    assert sniff(hidden).type == "image/svg+xml"


def test_other_xml_is_xml():
    assert sniff(b"<?xml version='1.0'?><osm version='0.6'>").type == "application/xml"


def test_a_track_of_a_receiver_is_gpx():
    assert sniff(b"<?xml version='1.0'?><gpx version='1.1'>").type == "application/gpx+xml"


@pytest.mark.parametrize("decoy", [b"GIF89a/*<html>*/", jpeg() + b"<html><script>alert(1)</script>"])
def test_the_first_bytes_win_over_html_behind_them(decoy):
    assert sniff(decoy).family is Family.IMAGE


def test_a_pdf_behind_a_few_bytes_of_rubbish_is_a_pdf():
    assert sniff(b"\x01\x02rubbish\n%PDF-1.7\n").type == "application/pdf"


@pytest.mark.parametrize(
    "never",
    ["image/svg+xml", "text/html", "application/xml", "application/pdf", "text/plain", "application/octet-stream", "IMAGE/JPEG", ""],
)
def test_what_could_run_or_is_unknown_is_never_shown_inline(never):
    assert may_show_inline(never) is None


def test_photos_films_and_sounds_may_be_shown_inline():
    assert [may_show_inline(kind) for kind in ("image/jpeg", "video/mp4", "audio/ogg")] == [Family.IMAGE, Family.VIDEO, Family.AUDIO]


@given(st.binary(max_size=600))
@settings(max_examples=examples(200))
def test_no_bytes_make_the_sniffer_fail(head):
    found = sniff(head)
    assert found.type.isascii()
    assert "/" in found.type


@given(
    st.sampled_from([b"<", b"<!--", b"<?", b"<!doctype", b"\x00\x00\x00\x18ftyp", b"PK\x03\x04", b"\x1a\x45\xdf\xa3", b"OggS", b"ID3"]),
    st.binary(max_size=200),
)
@settings(max_examples=examples(200))
def test_no_half_begun_format_makes_the_sniffer_fail(start, rest):
    assert sniff(start + rest).type
