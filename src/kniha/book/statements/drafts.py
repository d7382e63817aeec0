"""What a coder or importer hands over: an account with its passages and mentions, not yet entered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kniha.book.forces.units import Unit
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.statements import rules
from kniha.book.statements.models import Account, Mention, Passage, Statement
from kniha.vocab import terms
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class When:
    """An uncertain time as concluded or told: UTC instants, IANA zone, precision, words."""

    first: datetime | None = None
    last: datetime | None = None
    zone: str = ""
    precision: str = "not-known"
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_time(self.first, self.last, self.precision)


@dataclass(frozen=True, slots=True)
class Where:
    """An uncertain place: a point in 10⁻⁷ degrees with a radius in metres, and words."""

    lat_e7: int | None = None
    lon_e7: int | None = None
    radius_m: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        rules.must_be_place(self.lat_e7, self.lon_e7, self.radius_m)


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """Marked words: what they are about (`when`, `where`, `act`, `mention`), and from which character to which."""

    about: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MentionDraft:
    """What an account says of one person or unit; `known_unit` where a coder knows which unit the words mean."""

    role: str
    name: str = ""
    description: str = ""
    rank: str = ""
    badge: str = ""
    call_sign: str = ""
    unit: str = ""
    vehicle: str = ""
    known_unit: Unit | None = None
    passage: PassageDraft | None = None

    def __post_init__(self) -> None:
        terms.check_term("mention-roles", self.role)

    def change(self, hand: Hand, account: Id, passage: Id | None) -> rows.Change:
        """The mention as a new row."""
        tied = {"known_unit": self.known_unit} if self.known_unit is not None else {}
        return rows.insert(
            Mention, hand.new_id(), account_id=account, passage_id=passage, role=self.role, name=self.name, description=self.description,
            rank=self.rank, badge=self.badge, call_sign=self.call_sign, unit=self.unit, vehicle=self.vehicle, **tied,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What one statement says of one event."""

    when: When
    where: Where
    kinds: tuple[str, ...]
    passages: tuple[PassageDraft, ...] = ()
    mentions: tuple[MentionDraft, ...] = ()

    def __post_init__(self) -> None:
        for kind in self.kinds:
            terms.check_term("act-kinds", kind)

    def changes(self, hand: Hand, statement: Statement | Id, account: Id) -> Iterator[rows.Change]:
        """The account with its passages and mentions, as new rows."""
        yield rows.insert(
            Account, account, statement=statement, first=self.when.first, last=self.when.last, zone=self.when.zone,
            precision=self.when.precision, when_words=self.when.words, lat_e7=self.where.lat_e7, lon_e7=self.where.lon_e7,
            radius_m=self.where.radius_m, where_words=self.where.words, kinds=list(self.kinds), coded_by=hand.id, coded_on=hand.today,
        )  # fmt: skip
        for passage in self.passages:
            yield _passage(hand, account, passage)
        for mention in self.mentions:
            yield from mention_changes(hand, account, mention)


def mention_changes(hand: Hand, account: Id, mention: MentionDraft) -> Iterator[rows.Change]:
    """A mention, after the passage it rests on where there is one."""
    if mention.passage is None:
        yield mention.change(hand, account, None)
        return
    passage = _passage(hand, account, mention.passage)
    yield passage
    yield mention.change(hand, account, passage.id)


def _passage(hand: Hand, account: Id, passage: PassageDraft) -> rows.Change:
    return rows.insert(Passage, hand.new_id(), account_id=account, about=passage.about, start=passage.start, end=passage.end)
