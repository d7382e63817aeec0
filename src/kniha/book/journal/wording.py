"""Rows and their values in words: what a record is called, what a field holds, in the reader's language (docs/spec/journal.md §7).

Never shown: what this registrar may not know of, the value of anything sealed, what was removed on request.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from kniha.book.journal.aspect import Aspect, Manner
from kniha.book.journal.aspects import ASPECTS
from kniha.book.journal.facts import Facts
from kniha.book.journal.moments import ERASED, Fields, Ref, Rows, Value
from kniha.book.journal.parts import ABOVE
from kniha.vocab import terms
from kniha.vocab.errors import ImpossibleError, MalformedError, UnknownTermError
from kniha.vocab.place import Place, describe_place
from kniha.vocab.shown_span import describe_span
from kniha.vocab.shown_time import describe
from kniha.vocab.span import Span
from kniha.vocab.time import Interval, day_interval

_QUOTES = {"be": "«{}»", "ru": "«{}»", "en": "“{}”"}
_NEW_LINE = re.compile(r"\r\n|\r|\n")
_DIGEST_SHOWN = 12
_SAID = ("name", "description", "rank", "unit")


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes for one reader: what they may know, their language, and the zone whose name need not be said (the office's)."""

    facts: Facts
    language: str
    home: str
    numbers: Mapping[Ref, int] = field(default_factory=dict)
    """Of accounts that stand beside each other and may be of the same day."""

    def phrase(self, code: str, *parts: object) -> str:
        """One of the phrases of a history, filled in."""
        return terms.label("history-phrases", code, self.language).format(*parts)

    def label(self, code: str) -> str:
        """What an aspect is called."""
        return terms.label("fields", code, self.language)

    def term(self, list_name: str, code: Value) -> str:
        """The label of a code; a code that no list has any more is shown as it is."""
        try:
            return terms.label(list_name, str(code), self.language)
        except UnknownTermError:
            return str(code)

    def quoted(self, text: Value) -> str:
        """Words as somebody wrote them, between quotation marks."""
        return self.phrase("erased") if text is ERASED else _QUOTES[self.language].format(text)

    def bare(self, text: Value) -> str:
        """Words without marks around them, for a column of their own."""
        return self.phrase("erased") if text is ERASED else str(text or "")

    def day(self, text: Value) -> str:
        """A day as people of the place write it."""
        if not isinstance(text, str):
            return self.phrase("erased" if text is ERASED else "not-known")
        return describe(day_interval(date.fromisoformat(text), self.home), self.language, home=self.home)

    def instant(self, text: Value) -> str:
        """Day and minute by the office's clocks."""
        if not isinstance(text, str):
            return self.phrase("erased" if text is ERASED else "not-known")
        minute = datetime.fromisoformat(text).astimezone(UTC).replace(second=0, microsecond=0)
        return describe(Interval(minute, minute, self.home, "exact"), self.language, home=self.home)

    def staff(self, who: Value) -> str:
        """The name under which a registrar works, or what a process is called."""
        if who is ERASED:
            return self.phrase("erased")
        name = str(who or "")
        return self.facts.staff.get(name) or (self.term("processes", name) if name else "")

    def record(self, ref: Ref) -> str:
        """What people call the record, with the word for what it is."""
        if ref not in self.facts.seen:
            return self.hidden(ref)
        return terms.label("record-names", ref[0], self.language).format(self.name(ref))

    def name(self, ref: Ref) -> str:
        """The number, day, name or kind by which people tell this record from others of its table."""
        fields = self.facts.fields(ref)
        return self.hidden(ref) if fields is None else self._name(ref, fields)

    def hidden(self, ref: Ref) -> str:
        """What stands in place of a record that may not be seen: what is erased or sealed lies in no compartment."""
        return self.phrase("away" if _is_away(ref, self.facts.rows) else "hidden")

    def small(self, ref: Ref) -> str:
        """A part that is one line of what it belongs to: what it says, and what it is about."""
        fields = self.facts.fields(ref)
        if fields is None:
            return self.hidden(ref)
        if ref[0] not in {"citation", "passage"}:
            return self.name(ref)
        about = self.term("passage-subjects", fields.get("about"))
        said = self.name(ref) if ref[0] == "citation" else self.lines_of([fields])
        return f"{about}: {said}" if said else about

    def _name(self, ref: Ref, fields: Fields) -> str:
        match ref[0]:
            case "incident":
                return self.phrase("erased") if fields.get("number") is ERASED else str(fields.get("number"))
            case "statement":
                return self.day(fields.get("received_on"))
            case "account":
                day = self.name(("statement", str(fields.get("statement_id"))))
                return f"{day} [{self.numbers[ref]}]" if ref in self.numbers else day
            case "citation":
                return self.record(("account", str(fields.get("account_id"))))
            case "person":
                return self._person(ref[1])
            case "involvement":
                person = fields.get("person_id")
                return self.quoted(fields.get("unit_words")) if person is None else self.name(("person", str(person)))
            case "mention":
                said = next((fields[name] for name in _SAID if fields.get(name)), None)
                return self.term("mention-roles", fields.get("role")) if said is None else self.quoted(said)
            case "consent":
                return f"{self.term('consent-purposes', fields.get('purpose'))}: {self.term('consent-answers', fields.get('answer'))}"
            case "membership":
                return f"{self.staff(fields.get('registrar_id'))}, {self.name(('compartment', str(fields.get('compartment_id'))))}"
            case table:
                return self._of_forces(ref, fields) if table in {"unit", "posting"} else self._first_aspect(table, fields)

    def _first_aspect(self, table: str, fields: Fields) -> str:
        """Other records are told apart by the first thing that people read of them."""
        first = next((one for one in ASPECTS[table] if table == "proceeding" and self.written(one, fields)), ASPECTS[table][0])
        text = self.written(first, fields)
        return self.quoted(text) if table in {"act", "injury"} else text

    def _person(self, row: str) -> str:
        names = (
            fields.get("text")
            for (table, _), fields in sorted(self.facts.rows.items(), key=lambda item: item[0])
            if table == "personname" and fields.get("person_id") == row
        )
        return " / ".join(dict.fromkeys(self.quoted(name) for name in names)) or self._nameless(row)

    def _of_forces(self, ref: Ref, fields: Fields) -> str:
        if ref[0] == "unit":
            return self._unit(ref[1])
        return f"{self.term('posting-kinds', fields.get('kind'))}, {self.name(('unit', str(fields.get('unit_id'))))}"

    def _unit(self, row: str) -> str:
        """A unit by those of its names that may be seen: others lie elsewhere."""
        names = (
            fields.get("text")
            for ref, fields in sorted(self.facts.rows.items(), key=lambda item: item[0])
            if ref[0] == "unitname" and fields.get("unit_id") == row and ref in self.facts.seen
        )
        return " / ".join(dict.fromkeys(self.quoted(name) for name in names)) or self.phrase("unit-nameless")

    def _nameless(self, row: str) -> str:
        """A person by what accounts call them, or by the statement whose source they are."""
        for ref, fields in self.facts.rows.items():
            if ref[0] == "mention" and fields.get("person_id") == row and ref in self.facts.seen and any(map(fields.get, _SAID)):
                return self.name(ref)
        for ref, fields in self.facts.rows.items():
            if ref[0] == "statement" and fields.get("source_id") == row and ref in self.facts.seen:
                return self.phrase("source-of", self.name(ref))
        return self.phrase("nameless")

    def written(self, aspect: Aspect, fields: Fields | None) -> str:
        """What `aspect` of a row says; empty where it says nothing, or where there is no row."""
        if fields is None:
            return ""
        values = [fields.get(name) for name in aspect.fields]
        if any(value is ERASED for value in values):
            return self.phrase("erased")
        if aspect.manner is Manner.SWITCH:
            return self.phrase("yes" if values[0] else "no")
        if aspect.manner is Manner.SPAN:
            return self.span(values) if any(values) else ""
        return "" if values[0] in (None, "", []) else _WRITERS[aspect.manner](self, aspect, fields, values)

    def reason(self, text: Value, list_name: str) -> str:
        """Words of a person, or those that a process writes, which are known and said in the reader's language."""
        known = next((term for term in terms.terms(list_name) if term.en == text), None)
        return known.label(self.language) if known else self.quoted(text)

    def row(self, aspect: Aspect, row: Value) -> str:
        """A record that a field refers to."""
        return self.name((_TABLE_OF.get(aspect.code, aspect.code), str(row)))

    def interval(self, first: Value, last: Value, zone: Value, precision: Value) -> str:
        """An uncertain time, never more exact than told."""
        try:
            interval = Interval(datetime.fromisoformat(str(first)), datetime.fromisoformat(str(last)), str(zone), str(precision))
        except (ImpossibleError, MalformedError, ValueError):
            return f"{first} – {last}"  # a time that the forms would refuse stands in the journal as it was entered
        return describe(interval, self.language, home=self.home)

    def span(self, days: Sequence[Value]) -> str:
        """From when to when, with what is not known of it."""
        try:
            told = Span(*(date.fromisoformat(day) if isinstance(day, str) else None for day in days))
        except (ImpossibleError, ValueError):
            return " – ".join(str(day) for day in days if day)  # days that the forms would refuse stand as they were entered
        return describe_span(told, self.language)

    def lines_of(self, passages: Iterable[Fields]) -> str:
        """The lines of their statement on which these passages stand; empty where its text is not there any more."""
        spans = sorted(filter(None, (self._span(passage) for passage in passages)))
        joined: list[tuple[int, int]] = []
        for first, last in spans:
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        if not joined:
            return ""
        told = ", ".join(f"{first}–{last}" if first < last else str(first) for first, last in joined)
        return self.phrase("line" if joined == [(joined[0][0], joined[0][0])] else "lines", told)

    def _span(self, passage: Fields) -> tuple[int, int] | None:
        account = self.facts.fields(("account", str(passage.get("account_id"))))
        statement = self.facts.fields(("statement", str(account.get("statement_id")))) if account else None
        text, start, end = (statement or {}).get("text"), passage.get("start"), passage.get("end")
        if not (isinstance(text, str) and isinstance(start, int) and isinstance(end, int) and start < end <= len(text)):
            return None
        return line_span(text, start, end)


def _is_away(ref: Ref, found: Rows) -> bool:
    fields = found.get(ref)
    if fields is None:
        return False
    if "compartment_id" in fields:
        return fields["compartment_id"] is None
    name, table = ABOVE.get(ref[0], ("", ""))
    return _is_away((table, str(fields.get(name))), found)


def line_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The first and last line, counted from 1, on which the characters `start` to before `end` of `text` stand (§7.4)."""
    begins = [0, *(found.end() for found in _NEW_LINE.finditer(text))]
    return bisect_right(begins, start), bisect_right(begins, end - 1)


def _point(values: Sequence[Value], language: str) -> str:
    lat, lon, radius = values
    if not (isinstance(lat, int) and isinstance(lon, int) and isinstance(radius, int)):
        return ""
    return describe_place(Place(lat, lon, radius), language)


def _terms(wording: Wording, aspect: Aspect, codes: Value) -> str:
    return ", ".join(wording.term(aspect.terms, code) for code in codes) if isinstance(codes, list) else str(codes)


_TABLE_OF = {
    "source": "person", "victim": "person", "subject": "person", "medic-outside": "person", "supplements": "medicalreport",
    "original": "exhibit", "pictured-thing": "thing", "compared-with": "exhibit", "medical-finding": "medicalfinding", "linked": "incident",
    "case-incident": "incident", "case-exhibit": "exhibit", "case-item": "caseitem", "earlier-delivery": "casedelivery",
    "matched-recording": "recording", "matched-file": "exhibit",
    "second-person": "person", "first-incident": "incident", "second-incident": "incident",
    "parent-unit": "unit", "of-unit": "unit", "known-unit": "unit", "note-of": "medianote",
    "sign-of-posting": "posting", "tasking-unit": "unit", "tasking-person": "person",
    "seen-exhibit": "exhibit", "batch-file": "exhibit", "batch-original": "exhibit", "clock-against": "camera",
}  # fmt: skip
"""The table of a reference whose aspect has another name."""

_WRITERS: Mapping[Manner, Callable[[Wording, Aspect, Fields, Sequence[Value]], str]] = {
    Manner.WORDS: lambda wording, _aspect, _fields, values: wording.quoted(values[0]),
    Manner.REASON: lambda wording, aspect, _fields, values: wording.reason(values[0], aspect.terms),
    Manner.CODE: lambda _wording, _aspect, _fields, values: str(values[0]),
    Manner.TERM: lambda wording, aspect, _fields, values: wording.term(aspect.terms, values[0]),
    Manner.TERMS: lambda wording, aspect, _fields, values: _terms(wording, aspect, values[0]),
    Manner.DAY: lambda wording, _aspect, _fields, values: wording.day(values[0]),
    Manner.INSTANT: lambda wording, _aspect, _fields, values: wording.instant(values[0]),
    Manner.INTERVAL: lambda wording, _aspect, _fields, values: wording.interval(*values),
    Manner.POINT: lambda wording, _aspect, _fields, values: _point(values, wording.language),
    Manner.SPAN: lambda wording, _aspect, _fields, values: wording.span(values),
    Manner.ROW: lambda wording, aspect, _fields, values: wording.row(aspect, values[0]),
    Manner.STAFF: lambda wording, _aspect, _fields, values: wording.staff(values[0]),
    Manner.DIGEST: lambda _wording, _aspect, _fields, values: f"{str(values[0])[:_DIGEST_SHOWN]}…",
    Manner.LENGTH: lambda _wording, _aspect, _fields, values: str(len(str(values[0]))),
    Manner.LINES: lambda wording, _aspect, fields, _values: wording.lines_of([fields]),
    Manner.SEALED: lambda wording, _aspect, _fields, _values: wording.phrase("sealed"),
}
"""How each manner is written, but a switch, which also says no."""
