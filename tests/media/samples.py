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
