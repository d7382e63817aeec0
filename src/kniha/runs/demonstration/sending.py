"""The invented reporters send: each report sealed under a receipt of its own, as a browser does it (docs/spec/envelope.md)."""

from kniha.runs.demonstration.files import File, make_file
from kniha.runs.demonstration.story import ToldReport
from kniha.seal.closing import Sealer
from kniha.seal.containers import ContainerWriter
from kniha.seal.receipts import derive, new_receipt
from kniha.seal.recipients import Recipient, new_identity
from kniha.seal.reports import Consent, Report
from kniha.vocab.ids import RandomBytes


def seal_report(told: ToldReport, *, register: bytes, recipient: Recipient, random_bytes: RandomBytes) -> bytes:
    """Return the envelope in which `told` travels. Nobody keeps its receipt: these reporters do not come back."""
    sealer = Sealer([recipient], random_bytes=random_bytes)
    writer = ContainerWriter(register, derive(new_receipt(random_bytes), register))
    pieces = [sealer.header, *(sealer.update(_framed(writer, file)) for file in told.files)]
    pieces += [sealer.update(piece) for piece in writer.finish(_report(told))]
    return b"".join((*pieces, sealer.finish()))


def seal_for_nobody_here(told: ToldReport, *, random_bytes: RandomBytes) -> bytes:
    """Return an envelope that went to the wrong place: another register's, whose identity nobody holds."""
    return seal_report(told, register=random_bytes(32), recipient=new_identity(random_bytes).recipient, random_bytes=random_bytes)


def _framed(writer: ContainerWriter, file: File) -> bytes:
    return b"".join((writer.begin_file(file.name, file.claimed_type), writer.add(make_file(file)), writer.end_file()))


def _report(told: ToldReport) -> Report:
    return Report(
        does="report",
        language=told.language,
        sealed="browser",
        text=told.text,
        when=told.when,
        where=told.where,
        contact=told.contact,
        consent=Consent(**told.consent),
        role=told.role,
        safe=told.safe,
        early=told.early,
        hurt=told.hurt,
        doers=told.doers,
    )
