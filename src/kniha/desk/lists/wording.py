"""What the importer found, in the reader's language: its messages are known by their form, and what was found stands in its place.

The engine speaks English, to the command line and to whoever writes mappings. A test holds this table to every message that it has.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop

from kniha.runs.importing.report import WHAT

MESSAGES = (
    gettext_noop("a table ends in .csv, .tsv or .xlsx, not in .{0}"),
    gettext_noop("a list ends in .csv, .tsv, .xlsx, .json or .jsonl, not in .{0}"),
    gettext_noop("the file is empty: a list begins with the names of its columns"),
    gettext_noop("the mapping says {0}, and the file begins with the mark of {1}"),
    gettext_noop("the mapping says {0}, and the bytes are UTF-8: names would become other letters"),
    gettext_noop('the file is not {0} (byte {1}); if it is in another encoding, the mapping says so: encoding = "cp1251"'),
    gettext_noop("row {0} has another number of columns than the first line: {1}, not {2}"),
    gettext_noop("column {0} has no name in the first line"),
    gettext_noop("two columns are called {0}"),
    gettext_noop("line {0} is not CSV: {1}"),
    gettext_noop("a JSON document has at most {0} MiB; give a longer list as JSON Lines (.jsonl)"),
    gettext_noop("line {0} is longer than {1} MiB"),
    gettext_noop("line {0} is not JSON: {1}"),
    gettext_noop("the file is not JSON: {0}"),
    gettext_noop("the file has no {0}, where the mapping looks for its records"),
    gettext_noop("the mapping's 'records' must lead to a list"),
    gettext_noop("{0} {1} is not an object of columns"),
    gettext_noop("a list of the format {0} is a table: .csv or .xlsx"),
    gettext_noop("a list of the format {0} is JSON: .json or .jsonl"),
    gettext_noop("the mapping names the column {0}; the file has {1}"),
    gettext_noop("the mapping says nothing of the column {0}: name it, or leave it out under [left_out] with a reason"),
    gettext_noop("the file is not an .xlsx: it is no ZIP container"),
    gettext_noop("the spreadsheet is under a password, or of the old .xls form: save it as .xlsx without one, or as .csv"),
    gettext_noop("the spreadsheet is under a password: save it without one"),
    gettext_noop("an .xlsx has at most {0} parts, found {1}"),
    gettext_noop("an .xlsx unpacks to at most {0} GiB; give a longer list as .csv"),
    gettext_noop("a part of the .xlsx unpacks to {0} MiB out of {1} KiB: it is not read"),
    gettext_noop("the texts of an .xlsx have at most {0} MiB; give a longer list as .csv"),
    gettext_noop("the spreadsheet's XML declares entities: no office program writes that, and it is not read"),
    gettext_noop("the .xlsx is damaged: a part of it cannot be unpacked"),
    gettext_noop("the .xlsx is damaged: a part of it is said to begin before the file does"),
    gettext_noop("the file is not an .xlsx that can be read ({0})"),
    gettext_noop("the spreadsheet has no sheet {0}; it has {1}"),
    gettext_noop('the spreadsheet has {0} sheets ({1}): the mapping says which, as sheet = "…"'),
    gettext_noop("cells are merged: {0}. Part them in the spreadsheet, and write into each what it means"),
    gettext_noop("row {0} of the sheet is empty: it is to hold the names of the columns"),
    gettext_noop("a list has 1 to {0} columns, found {1}"),
    gettext_noop("a row of the sheet cannot be read ({0})"),
    gettext_noop("a WhoWasInCommand download of persons has a column {0}; this file is another one of theirs"),
    gettext_noop("a detention has at least one stage: the columns of all of them are empty"),
    gettext_noop("there is room for {0} characters, found {1}"),
    gettext_noop("a unit has at most {0} names here, found {1}"),
    gettext_noop("a medical paper is entered in the name of a registrar who may type it"),
    gettext_noop("row {0} belongs to a paper that stands further up: sort the list by the column {1}"),
    gettext_noop("{0} rows are {1} papers"),
    gettext_noop("how it was examined is not told: in person, by video, or on paper; no way is taken for granted"),
    gettext_noop("a further row of a paper tells of a further finding: its columns are empty"),
    gettext_noop("the same finding stands twice"),
    gettext_noop("a paper has at most {0} findings here, found {1}"),
    gettext_noop("the words of a paper have room for {0} characters, found {1}"),
    gettext_noop("column {0} is empty: name the person by their id, or say that nobody knows who they are"),
    gettext_noop("a word that neither the mapping nor the terms know"),
    gettext_noop("column {0} says something else than the first row of the same paper"),
    gettext_noop("several persons of the register came from the row of this id"),
    gettext_noop("this paper was entered before, and its list says something else now: amend or supplement its report"),
    gettext_noop("nothing is kept without the consent to keep it"),
    gettext_noop("children, people still held and sexual violence are a specialist's"),
    gettext_noop("guards, restraints and threats that there were are described"),
    gettext_noop("where the person got no copy, the report says why"),
    gettext_noop("a finding on a body says where on the body"),
    gettext_noop("a finding is described: size, colour, shape, age as the medic says"),
    gettext_noop("a degree compares with an alleged cause: say which"),
    gettext_noop("a typed report says where its signed original is: a file, or where it is kept"),
    gettext_noop("say whether the medic was told of secrecy law first"),
    gettext_noop("nobody of this id is a person of the register here; import the persons first"),
    gettext_noop("no unit of this id is here; import the units first"),
    gettext_noop("there is no number"),
    gettext_noop("expected days like 2020, 2020-08, 09.08.2020 or 2020-08..2020-10, found {0} characters of another form"),
    gettext_noop("expected a day that lies in the calendar, found another"),
    gettext_noop("it ends before it begins"),
    gettext_noop("it was so on a day before it began or after it ended"),
    gettext_noop("the range ends before it begins"),
    gettext_noop("a country is written with its two capital letters, such as BY"),
    gettext_noop("the name of a unit is written with letters or digits"),
    gettext_noop("a FollowTheMoney entity has an id, a schema and properties"),
    gettext_noop("property {0} of a FollowTheMoney entity holds something else than texts"),
    gettext_noop("the sealed file is not as it was brought: bring it again"),
    gettext_noop("whoever brought this list is no member of the compartment any more"),
    gettext_noop("this needs the role {0}"),
    gettext_noop("column {0} is empty"),
    gettext_noop("column {0} holds {1}, where a list of words is expected"),
    gettext_noop("column {0} holds something else than a list of words"),
    gettext_noop("column {0} holds {1}, where text is expected"),
    gettext_noop("a formula; paste its value in its place"),
    gettext_noop("an error of the spreadsheet, or a date that cannot be"),
    gettext_noop("column {0} holds a value and has no name in row {1}"),
    gettext_noop("expected a whole number, found {0} characters of another form"),
    gettext_noop("expected a time that has come, found one after the import"),
    gettext_noop("the end lies before the beginning"),
    gettext_noop("expected longitude and latitude like 27.5619, 53.9023, found another form"),
    gettext_noop("expected latitude and longitude like 53.9023, 27.5619, found {0} characters of another form"),
    gettext_noop("expected a {0} from -{1} to {1} degrees, found {2}"),
    gettext_noop("expected a date like {0}, found {1} characters of another form"),
    gettext_noop("expected a date and time that lie in the calendar, found another"),
    gettext_noop("expected a date that lies in the calendar and a time of the day, found another"),
    gettext_noop("the clocks of {0} never showed {1} on {2}: they went forward"),
    gettext_noop("a year has 12 months, there is no month {0}"),
    gettext_noop("expected a year from {0} to {1}, found {2}"),
    gettext_noop("the mapping gives no time zone for this value"),
    gettext_noop("links are a list"),
    gettext_noop("a link is an address, or has one under {0}"),
    gettext_noop("a record names at most {0} people, found {1}"),
    gettext_noop("a person has at most {0} names here, found {1}"),
    gettext_noop("a name has room for {0} characters, found {1}"),
    gettext_noop("an id has room for {0} characters with the list's name"),
    gettext_noop("the record holds a text that UTF-8 cannot carry"),
    gettext_noop("text holds half of a surrogate pair"),
    gettext_noop("this id was imported before as something else than an incident"),
    gettext_noop("a statement has words or a file"),
    gettext_noop("a statement has at most {0} characters, not {1}"),
    gettext_noop("a title has 3 to 300 characters, not {0}"),
    gettext_noop("a group has 1 to 1,000,000 people, not {0}"),
    gettext_noop("encoding {0}, by the mark at the beginning of the file"),
    gettext_noop("encoding {0}, as the mapping says"),
    gettext_noop("columns are divided by {0}"),
    gettext_noop("sheet {0}, the only one"),
    gettext_noop("no record has the column {0}"),
    gettext_noop("{0} rows are {1} people; their postings are kept as words here, and read by a mapping of postings"),
    gettext_noop("letters of two scripts in one word: {0}"),
    gettext_noop("a point outside the area of the mapping: {0}"),
    gettext_noop("a point that lies in the area when latitude and longitude are changed over: {0}"),
    gettext_noop("a point at 0, 0: {0}"),
    gettext_noop("a point in the sea, far from any land: {0}"),
    gettext_noop("words that a spreadsheet would calculate as a formula: taken as words: {0}"),
    gettext_noop("a name that looks or sounds like that of somebody who is here: {0}"),
    gettext_noop("a unit above that is neither in the list nor here: the unit is taken, without it: {0}"),
    gettext_noop("a unit that would stand above itself on one day: the unit is taken, without what it belonged to: {0}"),
    gettext_noop("the file is not {0}"),
    gettext_noop("an answer that the mapping does not know: taken as not known: {0}"),
    gettext_noop("in row {0}: {1}"),
    gettext_noop("row {0}"),
    gettext_noop("person {0}"),
    gettext_noop("column {0}: {1}"),
    gettext_noop("column {0}"),
)
"""{0}, {1}: what was found. The last are the widest: whatever is said of a column."""

_PLACE = re.compile(r"\\{(\d)\\}")
_COLUMN = re.compile(r"; (?=column )")
Known = tuple[str, re.Pattern[str]]


def told(message: str) -> str:
    """`message` in the language of the page; as it is where nobody translated it."""
    parts = _COLUMN.split(message)
    return "; ".join(_told(part) for part in parts) if len(parts) > 1 else _told(message)


def told_flag(flag: str) -> str:
    """What is odd about a row: the report has a code and a detail."""
    code, _, detail = flag.partition(": ")
    return _told(f"{WHAT[code]}: {detail}") if code in WHAT else flag


def _told(message: str) -> str:
    for words, form in _known():
        found = form.fullmatch(message)
        if found is not None:
            last = f"n{len(found.groups()) - 1}"
            inner = {name[1:]: _told(value) if name == last else value for name, value in found.groupdict().items()}
            return _filled(gettext(words), inner)
    return message


def _filled(words: str, values: dict[str, str]) -> str:
    """Not `format`: a value may hold braces."""
    return re.sub(r"\{(\d)\}", lambda place: values[place[1]], words)


@lru_cache(maxsize=1)
def _known() -> tuple[Known, ...]:
    return tuple(_forms())


def _forms() -> Iterator[Known]:
    for words in MESSAGES:
        pieces = _PLACE.split(re.escape(words))  # text, number, text, …
        seen: set[str] = set()
        form = "".join(_group(piece, seen) if place % 2 else piece for place, piece in enumerate(pieces))
        yield words, re.compile(form, re.DOTALL)


def _group(number: str, seen: set[str]) -> str:
    """What stands in a place; where a message says it twice, the same."""
    if number in seen:
        return f"(?P=n{number})"
    seen.add(number)
    return f"(?P<n{number}>.+?)"
