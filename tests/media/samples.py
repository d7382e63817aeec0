"""Pictures and films made on the spot: nothing here was ever taken of anybody."""

import io
import struct
import zlib

import av
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational


def jpeg(size=(120, 80), colour="teal", **options):
    return encoded(Image.new("RGB", size, colour), "JPEG", **options)


def encoded(picture, form, **options):
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def half_and_half(size=(120, 80)):
    """Left half red, right half blue: tells how a picture was turned."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    return picture


def film(size=(64, 48), frames=10, form="mp4", codec="h264", tags=None, rotation=0, colour="teal"):
    """A film of one colour, 10 frames a second."""
    written = io.BytesIO()
    with av.open(written, "w", format=form, options={"movflags": "use_metadata_tags"} if tags else {}) as container:
        container.metadata.update(tags or {})
        track = container.add_stream(codec, rate=10)
        track.width, track.height = size
        track.pix_fmt = "yuv420p"
        if rotation:
            track.set_display_rotation(rotation)
        for _ in range(frames):
            container.mux(track.encode(av.VideoFrame.from_image(Image.new("RGB", size, colour))))
        container.mux(track.encode())
    return written.getvalue()


def sound(form="wav", codec="pcm_s16le", layout="mono"):
    """A second of silence."""
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        track = container.add_stream(codec, rate=8000)
        track.layout = layout
        frame = av.AudioFrame(format="s16", layout=layout, samples=8000)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.rate = 8000
        fitting = av.AudioResampler(track.format, layout, 8000, frame_size=track.codec_context.frame_size or None)
        for piece in [*fitting.resample(frame), *fitting.resample(None)]:
            container.mux(track.encode(piece))
        container.mux(track.encode(None))
    return written.getvalue()


def exif(place=None, camera=None, **base):
    written = Image.Exif()
    for name, value in base.items():
        written[Base[name]] = value
    for name, value in (camera or {}).items():
        written.get_ifd(IFD.Exif)[Base[name]] = value
    for name, value in (place or {}).items():
        written.get_ifd(IFD.GPSInfo)[GPS[name]] = value
    return written


def degrees(*parts):
    return tuple(IFDRational(numerator, denominator) for numerator, denominator in parts)


MINSK = {
    "GPSLatitudeRef": "N", "GPSLatitude": degrees((53, 1), (54, 1), (216, 100)),
    "GPSLongitudeRef": "E", "GPSLongitude": degrees((27, 1), (33, 1), (3240, 100)),
}  # fmt: skip


def png_header(width, height):
    """A PNG that promises `width` × `height` pixels and holds none."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def told(facts, about, where=""):
    """What is read of this, in the order of the places that begin with `where`; where it cannot be read, as written."""
    return [telling.read or telling.written for telling in facts.tellings if telling.about == about and telling.where.startswith(where)]


def xmp(**properties):
    """A packet as programs write it; `exif_Make=…` becomes exif:Make."""
    spaces = {
        "exif": "http://ns.adobe.com/exif/1.0/", "tiff": "http://ns.adobe.com/tiff/1.0/", "xmp": "http://ns.adobe.com/xap/1.0/",
        "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    }  # fmt: skip
    told = " ".join(f'{name.replace("_", ":", 1)}="{value}"' for name, value in properties.items())
    named = " ".join(f'xmlns:{short}="{space}"' for short, space in spaces.items())
    return (
        "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        f"<rdf:Description rdf:about='' {named} {told}/></rdf:RDF></x:xmpmeta>" + " " * 50 + "<?xpacket end='w'?>"
    ).encode()


def box(kind, *content):
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def movie(*inside, created=3679935300):
    """The smallest film that has a clock: no picture, but boxes."""
    clock = box(b"mvhd", struct.pack(">IIIII", 0, created, created, 1000, 1000), bytes(80))
    return box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"moov", clock, *inside)


def sampled(kind, moments, *, description=b"", before=0):
    """A film with one track of `kind` whose samples are the bytes in `moments`, one a second."""
    data = b"".join(moments)
    head = box(b"ftyp", b"isom", bytes(4), b"isom")
    at = len(head) + 8 + before
    table = box(
        b"stbl",
        box(b"stsd", bytes(4), struct.pack(">I", 1), box(kind, bytes(8), description)),
        box(b"stts", bytes(4), struct.pack(">III", 1, len(moments), 1000)),
        box(b"stsc", bytes(4), struct.pack(">IIII", 1, 1, len(moments), 1)),
        box(b"stsz", bytes(4), struct.pack(">II", 0, len(moments)), *(struct.pack(">I", len(one)) for one in moments)),
        box(b"stco", bytes(4), struct.pack(">II", 1, at)),
    )
    media = box(b"mdia", box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, 0)), box(b"minf", table))
    clock = box(b"mvhd", struct.pack(">IIIII", 0, 3679935300, 3679935300, 1000, 1000), bytes(80))
    return head + box(b"mdat", data) + box(b"moov", clock, box(b"trak", media))


def pdf(*pages, locked=False):
    """A PDF of these pages of text, in a font that says which bytes are which letters, as printers to PDF write them."""
    letters = sorted({letter for page in pages for letter in page} - {"\n"})
    assert len(letters) <= 200
    code = {letter: 32 + place for place, letter in enumerate(letters)}
    told = "".join(f"<{code[letter]:02x}> <{letter.encode('utf-16-be').hex()}>\n" for letter in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{told}endbfchar endcmap end"
    )
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        _pdf_stream(cmap.encode()),
    ]
    for number, page in enumerate(pages):
        lines = "".join(f"<{''.join(f'{code[letter]:02x}' for letter in line)}> Tj 0 -14 Td\n" for line in page.split("\n"))
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {6 + 2 * number} 0 R >>".encode())
        objects.append(_pdf_stream(f"BT /F1 12 Tf 40 800 Td\n{lines}ET".encode()))
    return _pdf_file(objects, f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << {_LOCK} >>" if locked else "")


_LOCK = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'aa' * 32}> /U <{'bb' * 32}>"
"""No password is known that opens it."""


def _pdf_stream(data):
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _pdf_file(objects, trailer):
    written, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    written += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)
