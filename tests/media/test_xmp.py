"""XMP and IPTC in pictures: told beside EXIF, and never a way out of the file."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.media.samples import encoded, exif, jpeg, xmp

from kniha.media.findings import Finding
from kniha.media.images import read_image
from kniha.media.iptc import fields_of, read_iptc
from kniha.media.strict_xml import MOST_DEPTH
from kniha.media.tellings import MOST_TELLINGS, About, Zone
from kniha.media.xmp import MOST_BYTES, read_xmp

PACKET = xmp(
    exif_DateTimeOriginal="2020-08-10T23:15:00+03:00", exif_GPSLatitude="53,54.036N", exif_GPSLongitude="27,33,32.4W", tiff_Make="Zubr"
)


def told(tellings, about):
    return [(one.where, one.read) for one in tellings if one.about is about]


def test_a_packet_tells_time_place_and_device():
    tellings, odd = read_xmp(PACKET)
    assert odd == ()
    assert told(tellings, About.TAKEN) == [("xmp exif:DateTimeOriginal", "2020-08-10T23:15:00+03:00")]
    assert told(tellings, About.PLACE) == [("xmp exif:GPS", "53.9006000 -27.5590000")]
    assert told(tellings, About.MAKE) == [("xmp tiff:Make", "Zubr")]
    assert next(one for one in tellings if one.about is About.TAKEN).zone is Zone.WRITTEN


def test_elements_and_lists_tell_as_much_as_attributes():
    packet = (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'"
        b" xmlns:mm='http://ns.adobe.com/xap/1.0/mm/' xmlns:st='http://ns.adobe.com/xap/1.0/sType/ResourceEvent#'>"
        b"<dc:creator><rdf:Seq><rdf:li>Jan</rdf:li><rdf:li>Zosia</rdf:li></rdf:Seq></dc:creator>"
        b"<mm:History><rdf:Seq><rdf:li st:when='2020-08-11T01:00:00Z' st:softwareAgent='Editor 1'/></rdf:Seq></mm:History>"
        b"<dc:title>  </dc:title></rdf:Description></rdf:RDF>"
    )
    tellings, odd = read_xmp(packet)
    assert odd == ()
    assert told(tellings, About.AUTHOR) == [("xmp dc:creator", "Jan"), ("xmp dc:creator", "Zosia")]
    assert told(tellings, About.SOFTWARE) == [("xmp stEvt:softwareAgent", "Editor 1")]
    assert told(tellings, About.CHANGED) == [("xmp stEvt:when", "2020-08-11T01:00:00+00:00")]
    assert told(tellings, About.TITLE) == []


def _with_packet(form):
    if form == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", PACKET.decode())
        return {"pnginfo": info}
    return {"tiffinfo": {700: PACKET}} if form == "TIFF" else {"xmp": PACKET}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_kind_of_picture_gives_its_packet(form):
    found = read_image(io.BytesIO(encoded(Image.new("RGB", (40, 30)), form, **_with_packet(form))))
    assert found.findings == ()
    assert ("xmp tiff:Make", "Zubr") in told(found.tellings, About.MAKE)


def test_what_png_says_in_words_is_told():
    info = PngInfo()
    info.add_text("Software", "Zubr 1")
    info.add_text("Creation Time", "2020-08-10T23:15:00")
    found = read_image(io.BytesIO(encoded(Image.new("RGB", (8, 8)), "PNG", pnginfo=info)))
    assert told(found.tellings, About.SOFTWARE) == [("png Software", "Zubr 1")]
    assert told(found.tellings, About.CREATED) == [("png Creation Time", "2020-08-10T23:15:00")]


def _field(number, value, record=2):
    return bytes((0x1C, record, number)) + len(value).to_bytes(2, "big") + value


def _resources(*fields):
    data = b"".join(fields)
    padding = bytes(len(data) % 2)
    return b"8BIM\x04\x25\x00\x00\x00\x00\x00\x02ab" + b"8BIM\x04\x04\x00\x00" + len(data).to_bytes(4, "big") + data + padding


IPTC = (_field(55, b"20200810"), _field(60, b"231500+0300"), _field(80, "Янка".encode()), _field(90, "Мінск".encode("cp1251")))


def test_iptc_tells_day_author_and_town_in_the_letters_of_its_time():
    tellings, odd = read_iptc(fields_of(_resources(*IPTC)))
    assert odd == ()
    assert told(tellings, About.TAKEN) == [("iptc 2:55", "2020-08-10T23:15:00+03:00")]
    assert told(tellings, About.AUTHOR) == [("iptc 2:80", "Янка")]
    assert told(tellings, About.PLACE_NAME) == [("iptc 2:90", "Мінск")]


def test_iptc_is_found_in_a_jpeg():
    segment = b"Photoshop 3.0\x00" + _resources(*IPTC)
    whole = jpeg()
    found = read_image(io.BytesIO(whole[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + whole[2:]))
    assert ("iptc 2:55", "2020-08-10T23:15:00+03:00") in told(found.tellings, About.TAKEN)


@pytest.mark.parametrize("cut", [1, 9, 20, 40])
def test_iptc_that_breaks_off_tells_what_came_before(cut):
    read_iptc(fields_of(_resources(*IPTC)[:-cut]))


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "laughs": f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{ENTITIES}]><x>&e9;</x>'.encode(),
    "outside": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>',
    "outside, by parameter": b'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://example.org/x.dtd">%e;]><x/>',
    "outside, by document type": b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>',
    "entity without declaration": b"<x>&unknown;</x>",
    "deep": b"<x>" * (MOST_DEPTH + 1),
    "breaks off": PACKET[: len(PACKET) // 2],
    "no XML": b"\x00\x01\x02",
    "strange letters": b'<?xml version="1.0" encoding="zubr"?><x/>',
    "long": b"<x>" + b" " * MOST_BYTES + b"</x>",
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_told_and_not_followed(name):
    tellings, odd = read_xmp(HOSTILE[name])
    assert Finding.METADATA_UNREADABLE in odd
    assert tellings == () or name == "breaks off"


def test_hostile_xml_in_a_photo_leaves_the_rest_readable():
    found = read_image(io.BytesIO(jpeg(exif=exif(Make="Zubr"), xmp=HOSTILE["laughs"])))
    assert (told(found.tellings, About.MAKE), found.findings) == ([("exif Make", "Zubr")], (Finding.METADATA_UNREADABLE,))


@pytest.mark.parametrize(
    ("properties", "finding"),
    [
        ({"exif_GPSLatitude": "91,0.0N", "exif_GPSLongitude": "27,33.54E"}, Finding.POSITION_MALFORMED),
        ({"exif_GPSLatitude": "53.9", "exif_GPSLongitude": "27.5"}, Finding.POSITION_MALFORMED),
        ({"exif_GPSLatitude": "53,54.036E", "exif_GPSLongitude": "27,33.54N"}, Finding.POSITION_MALFORMED),
        ({"exif_GPSLatitude": "53,54.036N"}, Finding.POSITION_MALFORMED),
        ({"exif_GPSLatitude": "0,0.0N", "exif_GPSLongitude": "0,0.0E"}, Finding.POSITION_ZERO),
        ({"exif_DateTimeOriginal": "long ago"}, Finding.TIME_MALFORMED),
    ],
)
def test_what_cannot_be_is_kept_as_written_and_told(properties, finding):
    tellings, odd = read_xmp(xmp(**properties))
    assert odd == (finding,)
    assert all(one.written for one in tellings)


def test_metadata_written_to_drown_us_is_cut_and_that_is_told():
    space = b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    items = b"".join(b"<rdf:li>%d</rdf:li>" % number for number in range(10_000))
    packet = space + b"<rdf:Description><dc:creator><rdf:Seq>" + items + b"</rdf:Seq></dc:creator></rdf:Description></rdf:RDF>"
    info = PngInfo()  # a segment of JPEG holds 64 KiB
    info.add_itxt("XML:com.adobe.xmp", packet.decode())
    found = read_image(io.BytesIO(encoded(Image.new("RGB", (8, 8)), "PNG", pnginfo=info)))
    assert len(found.tellings) == MOST_TELLINGS
    assert Finding.MORE_METADATA in found.findings


def test_what_a_stranger_wrote_cannot_draw_on_the_screen():
    tellings, _ = read_xmp(xmp(tiff_Make="Zubr&#x202e;&#10;" + "x" * 5000))
    assert tellings[0].read.startswith("Zubr\ufffd\ufffd")
    assert len(tellings[0].read) == 200
