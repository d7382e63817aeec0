"""Certificates that a reporter asked for: made by the machine alone, sealed to their receipt, laid into their mailbox (envelope.md §3.4).

Nobody at the office sees that they were asked for but in the history of the source. To who is held nothing is laid: others would read it.
"""

import json
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import SealedField
from kniha.book.people.sealing import PersonKeys
from kniha.book.statements.leaving import dangers_of
from kniha.book.statements.models import Notice, SealedProof, Statement
from kniha.seal import closing, recipients
from kniha.seal.padding import padding
from kniha.vocab.ids import RandomBytes


def asked() -> QuerySet[Notice]:
    """Whoever waits for certificates, of sources that are in use: of no registrar's, for the machine."""
    found = Notice.objects.filter(kind="certificate", state="asked", source__compartment__isnull=False)
    return found.select_related("source").order_by("received_on", "pk")


def may_be_laid(notice: Notice) -> bool:
    """Whether nobody but the source would read it."""
    danger = dangers_of([notice.source_id]).get(notice.source_id)
    return danger is None or "held" not in danger.circumstances


def reports_of(notice: Notice) -> QuerySet[Statement]:
    """What the source sent, of which there are certificates."""
    return Statement.objects.filter(source=notice.source_id, kind="report", compartment__isnull=False).order_by("pk")


@transaction.atomic
def post_certificates(hand: Hand, notice: Notice, certificates: Mapping[str, bytes], *, opening: PersonKeys) -> None:
    """Put the certificates, by statement, out for the courier. Once: a notice that is not `asked` any more is left as it is."""
    now = Notice.objects.select_for_update().filter(pk=notice.pk, state="asked").first()
    field = SealedField.objects.filter(person=notice.source_id, field="mailbox").first()
    if now is None:
        return
    posted = dict(certificates) if field is not None else {}
    if field is not None and posted:
        _seal(now, posted, json.loads(opening.open(field)), random_bytes=hand.random_bytes)
    change = rows.update(now, state="ready" if posted else "done")
    hand.enter(hand.acting_as(), "certificate.made", [change], cites=[("statement", one) for one in posted])


def _seal(notice: Notice, certificates: Mapping[str, bytes], mailbox: Mapping[str, str], *, random_bytes: RandomBytes) -> None:
    recipient = recipients.parse_recipient(mailbox["reply"])
    for statement, certificate in certificates.items():
        body = closing.seal_bytes(certificate + b"".join(padding(len(certificate))), [recipient], random_bytes=random_bytes)
        SealedProof.objects.create(
            notice=notice.pk, statement=statement, mailbox=mailbox["mailbox"], verifier=mailbox["verifier"], body=body
        )  # fmt: skip


def sealed_proofs() -> Iterator[SealedProof]:
    """What is to be laid into mailboxes now. Of the erased nothing is; of who is held it waits."""
    for proof in SealedProof.objects.order_by("notice", "statement"):
        notice = Notice.objects.filter(pk=proof.notice, state="ready", source__compartment__isnull=False).first()
        if notice is None:
            proof.delete()
        elif may_be_laid(notice):
            yield proof


@transaction.atomic
def note_laid(hand: Hand, proof: SealedProof) -> None:
    """Enter that the courier laid the last certificate of a notice into its mailbox."""
    notice = Notice.objects.select_for_update().filter(pk=proof.notice).first()
    SealedProof.objects.filter(pk=proof.pk).delete()
    if notice is not None and notice.state == "ready" and not SealedProof.objects.filter(notice=notice.pk).exists():
        hand.enter(hand.acting_as(), "certificate.delivered", [rows.update(notice, state="done")])
