"""Envelopes as browsers send them, and as nobody should. The reporters are invented."""

import secrets
from hashlib import sha256

from kniha.seal.closing import Sealer, seal_bytes
from kniha.seal.containers import ContainerWriter
from kniha.seal.frames import MAGIC, Frame, frame
from kniha.seal.padding import padding
from kniha.seal.receipts import derive, new_receipt
from kniha.seal.reports import Consent, Report, format_keys, format_report
from kniha.seal.signatures import sign
from kniha.vocab.canonical import canonical, parse_canonical

TEXT = "Мяне затрымалі каля метро."
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
FILES = (("фота.jpg", "image/jpeg", PHOTO), ("../../etc/passwd", "", b""))


def report(text=TEXT, **changes):
    consent = Consent(keep="yes", contact="no", count="yes")
    told = {
        "does": "report",
        "language": "be",
        "sealed": "browser",
        "when": "10 жніўня",
        "where": "Пушкінская",
        "contact": "",
        "consent": consent,
    }
    return Report(text=text, **(told | changes))


def keys_for(register):
    return derive(new_receipt(secrets.token_bytes), register)


def container(register, *, told=None, files=FILES, keys=None):
    writer = ContainerWriter(register, keys or keys_for(register))
    out = []
    for name, kind, data in files:
        out += [writer.begin_file(name, kind), writer.add(data), writer.end_file()]
    return b"".join([*out, *writer.finish(told or report())])


def envelope(recipient, plain):
    return seal_bytes(plain, [recipient], random_bytes=secrets.token_bytes)


def streamed_envelope(path, recipient, register, *, files):
    """Write an envelope with large files, each given as a name and pieces, without holding them."""
    writer, sealer = ContainerWriter(register, keys_for(register)), Sealer([recipient], random_bytes=secrets.token_bytes)
    with path.open("wb") as out:
        out.write(sealer.header)
        for name, pieces in files:
            out.write(sealer.update(writer.begin_file(name, "video/mp4")))
            for piece in pieces:
                out.write(sealer.update(writer.add(piece)))
            out.write(sealer.update(writer.end_file()))
        for piece in writer.finish(report()):
            out.write(sealer.update(piece))
        out.write(sealer.finish())


def built(frames, register, keys):
    """Return a container of these frames, signed and padded as one must be: for faults that only a writer can make."""
    body = MAGIC + b"".join(frame(kind, data) for kind, data in frames)
    signed = body + frame(Frame.SIGN, sign(register, sha256(body).digest(), keys.ed25519, keys.mldsa44))
    return signed + b"".join(padding(len(signed)))


def with_unknown_field(register):
    keys = keys_for(register)
    stated = parse_canonical(format_report(report())) | {"phone": "+000"}
    return built([(Frame.REPORT, canonical(stated)), (Frame.KEYS, format_keys(keys.public()))], register, keys)


def with_long_frame(register):
    keys = keys_for(register)
    return built([(Frame.FILE, b"{" + b" " * 20_000 + b"}"), (Frame.KEYS, format_keys(keys.public()))], register, keys)


def with_wrong_signature(register):
    plain = container(register, told=report(text="а" * 100), files=())
    return plain.replace("а".encode() * 100, "б".encode() * 100)


def with_wrong_digest(register):
    return container(register).replace(PHOTO[100:200], PHOTO[101:201])


def with_extra_stanza(data):
    """Put a grease stanza into the header: the MAC does not hold then, and the form is another before that."""
    head, _, rest = data.partition(b"\n")
    return head + b"\n-> grease-x\n\n" + rest
