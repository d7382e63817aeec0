"""Papers as a scanner or a telephone gives them: drawn here, of invented people."""

import io
import zlib

from PIL import Image, ImageDraw, ImageFilter, ImageFont

BELARUSIAN = (
    "Пратакол агляду месца здарэння ад дзявятага жніўня",
    "Затрыманы быў дастаўлены ў аддзел унутраных спраў",
    "Яго білі дубінкамі па нагах і па спіне, ён прасіў вады",
    "Сведка пазнаў маёра Зымдраля па голасе і шраме на шчацэ",
)
RUSSIAN = (
    "Протокол осмотра места происшествия от девятого августа",
    "Задержанного доставили в отдел внутренних дел",
    "Объявили, что съезд закрыт, и подъехали ещё два автобуса",
    "Свидетель узнал майора Зымдраля по голосу и шраму на щеке",
)
MIXED = (BELARUSIAN[1], RUSSIAN[1], "Major Zymdral Kvaziuk, badge 4471, unit OMON", "Знак SK-17, аўтобус Mercedes, нумар 3355 AB-7")


def paper(lines, *, size=34, ink=0, ground=255, font="DejaVuSerif"):
    """A picture of these lines, letters `size` pixels high."""
    letters = ImageFont.truetype(f"{font}.ttf", size)
    picture = Image.new("L", (size * 36, size * 2 * (len(lines) + 1)), ground)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((size, size + number * 2 * size), line, font=letters, fill=ink)
    return picture


def photographed(picture):
    """A little askew, a little blurred, grainy, and sent as JPEG."""
    askew = picture.rotate(1.2, fillcolor=255, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.2))
    return Image.blend(askew, Image.effect_noise(askew.size, 80), 0.2)


def scanned(*pages):
    """A PDF of these pictures, without a word of its own."""
    written = io.BytesIO()
    first, *more = pages
    first.save(written, "PDF", resolution=300, save_all=True, append_images=more)
    return written.getvalue()


def error_rate(meant, read):
    """Letters to be added, taken away or changed, of all that were meant."""
    meant, read = " ".join(meant.split()), " ".join(read.split())
    before = list(range(len(read) + 1))
    for row, letter in enumerate(meant, 1):
        now = [row]
        for column, other in enumerate(read, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != other)))
        before = now
    return before[-1] / len(meant)


def boxed(width, height, count=1, content=b""):
    """A PDF that says `count` pages of this size, in points; all of them are the same one."""
    stream = zlib.compress(content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + b"3 0 R " * min(count, 50_000) + b"] /Count %d >>" % count,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents 4 0 R >>" % (str(width).encode(), str(height).encode()),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]
    written, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(written)
    written += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(written) + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
