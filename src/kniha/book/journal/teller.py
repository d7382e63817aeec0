"""One entry on its way to a sentence, for one reader (docs/spec/journal.md §7)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kniha.book.journal import moments
from kniha.book.journal.aspect import Aspect, Manner
from kniha.book.journal.aspects import aspects
from kniha.book.journal.moments import ERASED, Fields, Ref, Step, Value
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.sentence import Cited, Detail, Piece, Sentence
from kniha.book.journal.tellings import TELLINGS, Telling, is_private
from kniha.book.journal.wording import Wording
from kniha.vocab import terms

_PLACE = re.compile(r"\{(\d)\}")
_MOST_DETAILS = 12  # of an action that has no telling of its own

_NAMED: Mapping[str, tuple[str, str]] = {
    "granted_by": ("granted-by", ""),
    "among": ("among", "desk-lists"),
    "words": ("searched", ""),
    "as_of": ("as-of", ""),
    "rows": ("rows", ""),
    "values": ("values", "book-values"),
    "token_purpose": ("token-purpose", "token-purposes"),
    "last_day": ("last-day", ""),
    "through": ("through", "token-purposes"),
    "purpose": ("purpose", "consent-purposes"),
    "recipient": ("recipient", ""),
    "left_out": ("left-out", ""),
    "list_kind": ("list-kind", "list-kinds"),
    "list_file": ("list-file", ""),
    "list_mapping": ("list-mapping", ""),
}
"""Values of an entry itself that are told: label and list of terms. Others (a certificate, a note) say nothing to a reader."""

_TABLE_OF = {
    "camera_id": "camera", "recording_id": "recording", "communication_id": "communication",
    "registrar_id": "registrar", "compartment_id": "compartment", "person_id": "person", "incident_id": "incident", "act_id": "act",
    "statement_id": "statement", "other_id": "incident", "involvement_id": "involvement",
    "unit_id": "unit", "parent_id": "unit", "source_id": "person", "second_id": "person",
    "incidentdecision.second_id": "incident", "case_file_id": "casefile",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Teller:
    """One entry on its way to a sentence."""

    wording: Wording
    entry: StoredEntry
    steps: tuple[Step, ...]
    own: bool
    """Whether the reader did this, or may know what anybody looked for."""

    def sentence(self) -> Sentence:
        """Tell it."""
        entry, action = self.entry, self.entry.skeleton.action
        telling = TELLINGS.get(action)
        details = tuple(self._details(telling))
        lead = self._lead(telling, details)
        if telling and telling.alone and len(details) == 1:
            details = ()
        is_open = self._is_open()
        reason = self._said("reason") if is_open else None
        return Sentence(
            seq=entry.seq,
            action=action,
            actor=str(moments.said(entry, "registrar")),
            who=self._who(),
            role=self._role(),
            at=self._at(),
            lead=tuple(lead),
            details=(*details, *(self._of_the_entry() if is_open else ())),
            cites=tuple(self._cites(telling)),
            reason="" if reason in (None, "") else self.wording.phrase("reason", self.wording.quoted(reason)),
            citing=self.wording.phrase("citing"),
        )

    def _is_open(self) -> bool:
        """Whether the entry's own words may be read: a reason speaks of the records, the words of a search may be anybody's name."""
        # A registrar who is cited is who did it, not what it speaks of.
        refs = {step.ref for step in self.steps} | {ref for ref in self.entry.skeleton.cites if ref[0] != "registrar"}
        if is_private(self.entry.skeleton.action) or not refs:
            return self.own
        return not refs.isdisjoint(self.wording.facts.seen)

    def _said(self, path: str) -> Value:
        return moments.said(self.entry, path)

    def _who(self) -> str:
        name = self.wording.staff(self._said("registrar"))
        return f"{name[:1].upper()}{name[1:]}"

    def _role(self) -> str:
        """The label of a role; a process acts in its own name, which stands before it."""
        code = self._said("role")
        return self.wording.term("registrar-roles", code) if code in terms.codes("registrar-roles") else ""

    def _at(self) -> str:
        at = self._said("at")
        return self.wording.day(self._said("day")) if at is ERASED else self.wording.instant(at)

    # the lead: who did what to which record

    def _lead(self, telling: Telling | None, details: Sequence[Detail]) -> Iterator[Piece]:
        code = self.entry.skeleton.action.replace("_", "-")
        named = [self._named(name) for name in telling.names] if telling else []
        if telling is None or not all(ref in self.wording.facts.seen for ref in named):
            yield from self._plain_lead(code)
            return
        parts = [Piece(self._who()), *(Piece(self.wording.name(ref), ref) for ref in named if ref)]
        if telling.alone and len(details) == 1:
            code = telling.alone
            parts += [Piece(details[0].label), Piece(details[0].text)]
        yield from _filled(terms.label("action-sentences", code, self.wording.language), parts)

    def _plain_lead(self, code: str) -> Iterator[Piece]:
        """An action without a sentence of its own, or on records that are not as its sentence expects or may not be seen."""
        yield Piece(f"{self._who()}: {self.wording.term('actions', code)}")
        seen = self.wording.facts.seen
        refs = [ref for ref in self._refs() if aspects(ref[0])]
        if first := next((ref for ref in refs if ref in seen), None):
            yield Piece(", ")
            yield Piece(self.wording.record(first), first)
        if hidden := next((ref for ref in refs if ref not in seen), None):
            yield Piece(f" ({self.wording.hidden(hidden)})")

    def _named(self, name: str) -> Ref | None:
        """The record that a sentence names: the first of its table among what the entry changes, then among what it cites."""
        table, _, field = name.partition(".")
        ref = next((ref for ref in self._refs() if ref[0] == table), None)
        if ref is None or not field:
            return ref
        row = self.wording.facts.rows.get(ref, {}).get(field)
        return (_TABLE_OF.get(name) or _TABLE_OF[field], row) if isinstance(row, str) else None

    def _refs(self) -> Iterator[Ref]:
        yield from (step.ref for step in self.steps)
        yield from self.entry.skeleton.cites

    # the details: from which value to which

    def _details(self, telling: Telling | None) -> Iterator[Detail]:
        tables = telling.told if telling else tuple(dict.fromkeys(step.ref[0] for step in self.steps))
        told = [
            detail
            for table in tables
            for step in self.steps
            if step.ref[0] == table and step.ref in self.wording.facts.seen
            for detail in self._changed(step)
        ]
        yield from told if telling else told[:_MOST_DETAILS]
        if telling:
            yield from self._numbers(telling)

    def _changed(self, step: Step) -> Iterator[Detail]:
        if step.after is None:
            return
        for aspect in aspects(step.ref[0]):
            untouched = moments.defaults(step.ref[0]) if step.before is None else step.before
            if not aspect.quiet and not _same(aspect, untouched, step.after):
                yield from self._set(aspect, step.before, step.after)

    def _set(self, aspect: Aspect, before: Fields | None, after: Fields) -> Iterator[Detail]:
        label, text = self.wording.label(aspect.code), self.wording.written(aspect, after)
        if before is not None:
            nothing = self.wording.phrase("nothing")
            yield Detail(label, self.wording.phrase("changed", text or nothing, self.wording.written(aspect, before) or nothing))
        elif aspect.manner is Manner.SWITCH:
            yield from [Detail(label)] if after.get(aspect.fields[0]) else []
        elif text:
            yield Detail(label, text)

    def _numbers(self, telling: Telling) -> Iterator[Detail]:
        """Rows told by their names or their number; what may not be seen is not counted either."""
        seen = [step.ref for step in self.steps if step.ref in self.wording.facts.seen]
        for label, table in telling.listed:
            if names := [self.wording.name(ref) for ref in seen if ref[0] == table]:
                yield Detail(self.wording.label(label), ", ".join(names))
        for label, table in telling.counted:
            if count := sum(ref[0] == table for ref in seen):
                yield Detail(self.wording.label(label), str(count))

    def _of_the_entry(self) -> Iterator[Detail]:
        """Values that belong to the entry itself."""
        for path, (label, list_name) in _NAMED.items():
            value = self._said(path)
            if value is not None:
                yield Detail(self.wording.label(label), self._entry_value(path, value, list_name))

    def _entry_value(self, path: str, value: Value, list_name: str) -> str:
        if value is ERASED:
            return self.wording.phrase("erased")
        if list_name:
            return self.wording.term(list_name, value)
        match path:
            case "granted_by":
                return ", ".join(self.wording.staff(str(one)) for one in value) if isinstance(value, list) else ""
            case "as_of" | "last_day":
                return self.wording.day(value)
            case "words":
                return self.wording.quoted(value)
            case _:
                return str(value)

    # citing what

    def _cites(self, telling: Telling | None) -> Iterator[Cited]:
        if telling and telling.many:
            return
        about = telling.lines if telling else ()
        named = {self._named(name) for name in telling.names} if telling else set()
        seen = self.wording.facts.seen
        cited = [ref for ref in dict.fromkeys(self.entry.skeleton.cites) if ref[0] == "statement"]
        for ref in (ref for ref in cited if ref in seen):
            lines = self.wording.lines_of(self._passages(ref, about))
            if lines or ref not in named:
                yield Cited(Piece(self.wording.record(ref), ref), lines)
        if hidden := next((ref for ref in cited if ref not in seen), None):
            yield Cited(Piece(self.wording.hidden(hidden)), "")

    def _passages(self, statement: Ref, about: Sequence[str]) -> Iterator[Fields]:
        """The passages in `statement` that this entry marks, or that the accounts and mentions it cites rest on."""
        facts = self.wording.facts
        cited = set(self.entry.skeleton.cites)
        own = {step.ref for step in self.steps}
        mentioned = {facts.rows.get(ref, {}).get("passage_id") for ref in cited if ref[0] == "mention"}
        for ref, fields in facts.rows.items():
            if ref[0] != "passage" or fields.get("about") not in about or ref not in facts.seen:
                continue
            account = ("account", str(fields.get("account_id")))
            is_marked = ref in own or ref[1] in mentioned or (account in cited and not mentioned)
            if is_marked and facts.rows.get(account, {}).get("statement_id") == statement[1]:
                yield fields


def _same(aspect: Aspect, before: Fields, after: Fields) -> bool:
    return all(before.get(name) == after.get(name) for name in aspect.fields)


def _filled(pattern: str, parts: Sequence[Piece]) -> Iterator[Piece]:
    """Cut `pattern` where it names something, and put the parts there."""
    for number, text in enumerate(_PLACE.split(pattern)):
        if number % 2:
            yield parts[int(text)]
        elif text:
            yield Piece(text)
