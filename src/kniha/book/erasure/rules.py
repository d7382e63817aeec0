"""What may be, in erasures and holds, and the two tables that decide what they reach. Pure (docs/spec/erasure.md §2 to §5)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from kniha.book.erasure.belonging import Belonging, Tie
from kniha.book.erasure.fate import Fate, Row
from kniha.book.erasure.fates_of_case_files import IN_CASE_FILES, OF_CASE_FILES
from kniha.book.erasure.fates_of_copies import OF_COPIES
from kniha.book.erasure.fates_of_forces import BELONGS_OF_FORCES, NAMING_OF_FORCES, OF_FORCES
from kniha.book.erasure.fates_of_recordings import NAMING_OF_MESSAGES, OF_RECORDINGS, TELLING_OF_RECORDINGS
from kniha.book.erasure.fates_of_statements import NAMING_OF_STATEMENTS, OF_STATEMENTS, TELLING_OF_STATEMENTS
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

TARGETS = ("person", "statement", "exhibit", "thing")
"""What may be asked to be forgotten, and what may be held: the rows that lie in a compartment by themselves."""

LONGEST_WITHOUT_REVIEW = timedelta(days=366)

BELONGS = (
    Belonging("person", "personname", "person"),
    Belonging("person", "sealedfield", "person"),
    Belonging("person", "risk", "person"),
    Belonging("person", "safecontact", "person"),
    Belonging("person", "statement", "source"),
    Belonging("person", "mention", "person"),  # how others spoke of them; the others' own words stay
    Belonging("statement", "consent", "statement"),
    Belonging("statement", "account", "statement"),
    Belonging("statement", "message", "statement"),
    Belonging("statement", "interview", "statement"),
    Belonging("statement", "medicalreport", "statement"),
    Belonging("person", "medicalreport", "subject"),  # what was found on their body is theirs, whoever wrote it
    Belonging("medicalreport", "medicalfinding", "report"),
    Belonging("medicalreport", "person", "medic", Tie.ALONE),  # an outside medic of whom nothing else tells
    Belonging("statement", "heldinterview", "statement"),
    Belonging("person", "permission", "person"),
    Belonging("person", "notice", "source"),
    Belonging("person", "fieldform", "person"),
    Belonging("statement", "task", "statement"),
    Belonging("person", "task", "person"),
    Belonging("person", "persondecision", "person"),
    Belonging("person", "persondecision", "second"),
    Belonging("person", "referral", "person"),
    Belonging("person", "request", "person"),
    Belonging("person", "inquiry", "person"),
    Belonging("inquiry", "hint", "inquiry"),
    Belonging("person", "hint", "row"),
    Belonging("statement", "hint", "row"),
    Belonging("person", "conflict", "row"),
    Belonging("statement", "conflict", "row"),
    Belonging("person", "canary", "person"),
    Belonging("statement", "exhibit", "statement"),
    Belonging("statement", "person", "source", Tie.ALONE),  # a source of whom nothing else tells
    Belonging("account", "cameraposition", "account"),
    Belonging("account", "clockreading", "account"),
    Belonging("account", "recording", "account"),
    Belonging("exhibit", "cameraposition", "exhibit"),
    Belonging("exhibit", "clockreading", "exhibit"),
    Belonging("exhibit", "recording", "exhibit"),
    Belonging("recording", "matchdecision", "recording"),
    Belonging("account", "communication", "account"),
    Belonging("exhibit", "communication", "exhibit"),
    Belonging("communication", "speaker", "communication"),
    Belonging("communication", "communicationtranslation", "communication"),
    Belonging("exhibit", "batch", "exhibit"),
    Belonging("exhibit", "batch", "original"),
    Belonging("batch", "exhibit", "exhibit", Tie.ALONE),
    Belonging("cameraposition", "camera", "camera", Tie.ALONE),  # a camera of whose place nobody else tells
    Belonging("camera", "cameraposition", "camera"),
    Belonging("account", "passage", "account"),
    Belonging("account", "mention", "account"),
    Belonging("mention", "passage", "passage", Tie.ALONE),
    Belonging("mention", "person", "person", Tie.ALONE),  # somebody of whom nothing else tells
    Belonging("exhibit", "custodyevent", "exhibit"),
    Belonging("exhibit", "likenessverdict", "exhibit"),
    Belonging("exhibit", "likenessverdict", "other"),
    Belonging("exhibit", "medianote", "exhibit"),
    Belonging("exhibit", "maskedcopy", "exhibit"),
    *IN_CASE_FILES,
    Belonging("statement", "thing", "statement"),
    Belonging("thing", "exhibit", "thing"),  # photographs of it
    Belonging("thing", "thingstep", "thing"),
    *BELONGS_OF_FORCES,
)
"""What belongs to what, for an erasure and for a hold alike."""


_STEP = Fate(
    Row.STAYS,
    ("why", "giver", "authority", "taken_by", "condition"),
    {"kind": "the chain of custody stays without a gap", "taker": "a registrar's id, or a process"},
)

FATES: Mapping[str, Fate] = {
    "persondecision": Fate(Row.GOES, ("words",), {"verdict": "one word of a list"}),
    "likenessverdict": Fate(Row.GOES, ("words",), {"verdict": "one word of a list"}),
    "mention": Fate(Row.GOES, ("role", "name", "description", "rank", "badge", "call_sign", "unit", "known_unit_id", "vehicle")),
    **OF_FORCES,
    **OF_RECORDINGS,
    **OF_COPIES,
    **OF_CASE_FILES,
    "passage": Fate(Row.GOES, ("start", "end"), {"about": "whether it was about a time, a place or an act"}),
    "personname": Fate(Row.GOES, ("text", "language", "read_in"), {"kind": "one word of a list"}),
    "sealedfield": Fate(Row.GOES, ("sealed",), {"field": "which kind of value there was"}),
    "risk": Fate(Row.GOES, ("level", "circumstances", "words")),
    "safecontact": Fate(Row.GOES, ("channel", "hours", "who_may_answer", "never")),
    "interview": Fate(
        Row.GOES,
        (
            "plan",
            "present",
            "interpreter",
            "interpreter_vetted",
            "place",
            "began",
            "ended",
            "breaks",
            "free_recall",
            "read_back",
            "recorded",
            "promised",
            "is_trained",
        ),
    ),
    "medicalfinding": Fate(
        Row.STAYS,
        ("number", "kind", "region", "view", "x", "y", "description", "alleged_cause", "degree", "alternatives", "photographs"),
    ),
    "medicalreport": Fate(
        Row.STAYS,
        (
            "supplement_words",
            "state",
            "for_specialists",
            "way",
            "began",
            "ended",
            "place",
            "room",
            "present",
            "guards",
            "demeanour",
            "restrained",
            "restraints",
            "threatened",
            "threats",
            "language",
            "interpreter",
            "interpreter_vetted",
            "history",
            "complaints_body",
            "complaints_mind",
            "examination",
            "photographed",
            "opinion",
            "recommendation",
            "copy_given",
            "copy_words",
            "secrecy_told",
            "kept_where",
            "digest",
        ),
    ),
    "permission": Fate(Row.GOES, ("words",)),
    "notice": Fate(
        Row.STAYS,
        ("words", "language", "sealed_by"),
        {"kind": "one word of a list", "state": "the same", "envelope": "digest of the sealed envelope: it is not filed again"},
    ),
    "heldinterview": Fate(
        Row.GOES,
        ("words",),
        {
            "digest": "of the sealed file, which stands with the statement too",
            "reason": "one word of a list",
            "state": "one word of a list",
        },
    ),
    "fieldform": Fate(Row.STAYS, (), {"token": "digest of a secret that nobody has", "state": "one word of a list"}),
    "referral": Fate(Row.GOES, ("kind", "words"), {"state": "one word of a list"}),
    "request": Fate(Row.GOES, ("words", "answer"), {"kind": "one word of a list", "state": "one word of a list"}),
    "hint": Fate(
        Row.GOES,
        ("answer",),
        {"state": "one word of a list", "table": "the same", "row": "the id of what is erased: a random number"},
    ),
    "inquiry": Fate(Row.GOES, ("reason",), {"kind": "one word of a list", "state": "the same"}),
    "conflict": Fate(
        Row.GOES,
        ("words",),
        {
            "ground": "one word of a list",
            "state": "the same",
            "table": "the same",
            "row": "the id of what is erased: a random number",
            "noted_by": "a registrar's id, or a process",
        },
    ),
    "canary": Fate(Row.STAYS, ("name",), {"state": "one word of a list"}),
    "task": Fate(Row.GOES, ("words", "answer"), {"kind": "one word of a list", "state": "one word of a list"}),
    "message": Fate(Row.GOES, ("text",), {"state": "one word of a list"}),
    "custodyevent": _STEP,
    "thingstep": _STEP,
    "thing": Fate(
        Row.STAYS,
        ("kind", "title", "description", "seal_number", "kept_at"),
        {"label": "a number drawn at random, which stands on the thing itself", "how_obtained": "one word of a list"},
    ),
    "account": Fate(
        Row.STAYS,
        ("first", "last", "zone", "precision", "when_words", "lat_e7", "lon_e7", "radius_m", "where_words", "kinds"),
        {"coded_by": "a registrar's id: nobody reviews what they coded"},
    ),
    "consent": Fate(
        Row.STAYS,
        (),
        {"purpose": "shows what use was allowed by", "recipient": "to whom", "answer": "and what was answered", "giver": "by whom in kind"},
    ),
    "exhibit": Fate(
        Row.STAYS,
        ("original_name", "claimed_type", "media_type", "size", "sha256", "cover", "found_at", "changed_at"),
        {
            "acquisition": "which files came together",
            "blob": "names the sealed file that must not come back; tests a guess only with the naming key",
            "sealed_sha256": "names the row of the key table that must not come back",
            "how_obtained": "one word of a list",
        },
    ),
    **OF_STATEMENTS,
    "person": Fate(Row.STAYS, ("gender_told", "age_told", "reporter")),
}
"""In the order in which rows are written: first those that go."""

CONCLUDED: Mapping[str, tuple[str, ...]] = {
    "injury": ("words",),
    "bearing": ("words",),
    "opinion": ("words",),
    "outcome": ("authority", "words"),
    "involvement": ("unit_words", "unit_id", "basis", "closed_words"),
    "act": ("victim_words",),
    "link": ("words",),
    "incidentdecision": ("words",),
    "matchdecision": ("words",),
    "detention": ("held_words", "place_words", "holder_words", "shared_words", "first", "last", "zone", "precision"),
    "proceeding": ("tried_words", "article", "court", "judge", "sentence", "held_on"),
    "context": ("title", "read_in", "words"),
    "review": ("words",),
    "publication": ("words", "decided_words", "ended_words"),
    "task": ("words", "answer"),
    "incident": ("title", "first", "last", "zone", "precision", "lat_e7", "lon_e7", "radius_m", "place_words"),
}
"""The fields of conclusions that lose their values where they rest on nothing but what is erased or sealed. The rest stays, unsupported."""

WORDS_CONCLUDED: Mapping[str, tuple[str, ...]] = {
    "injury": ("words",), "bearing": ("words",), "opinion": ("words",), "outcome": ("authority", "words"),
    "involvement": ("unit_words", "basis", "closed_words"), "act": ("victim_words",), "link": ("words",),
    "incidentdecision": ("words",), "matchdecision": ("words",),
    "detention": ("held_words", "place_words", "holder_words", "shared_words"),
    "proceeding": ("tried_words", "article", "court", "judge", "sentence"), "context": ("title", "read_in", "words"),
    "publication": ("words", "decided_words", "ended_words"),
    "review": ("words",), "task": ("words", "answer"), "incident": ("title", "place_words"),
}  # fmt: skip
"""Those of them that are free words: they also go where they repeat what is erased."""

NAMING: Mapping[str, tuple[str, ...]] = {
    "mention": ("name", "badge", "call_sign", "vehicle"),
    "personname": ("text",),
    **NAMING_OF_FORCES,
    **NAMING_OF_MESSAGES,
    "account": ("when_words", "where_words"),
    "camera": ("label", "owner_words"),
    "cameraposition": ("place_words",),
    "recording": ("label", "holder_words", "place_words"),
    "exhibit": ("original_name", "found_at"),
    "thing": ("title", "seal_number"),
    **NAMING_OF_STATEMENTS,
    "batch": ("title",),
}
"""Short values by which other words are known to repeat what is erased."""

TELLING: Mapping[str, tuple[str, ...]] = {
    **TELLING_OF_STATEMENTS,
    "message": ("text",),
    "request": ("words",),
    "permission": ("words",),
    "notice": ("words",),
    "inquiry": ("reason",),
    "hint": ("answer",),
    "conflict": ("words",),
    "persondecision": ("words",),
    "matchdecision": ("words",),
    "heldinterview": ("words",),
    "interview": ("plan", "present", "promised"),
    "medicalreport": (
        "supplement_words",
        "present",
        "demeanour",
        "threats",
        "history",
        "complaints_body",
        "complaints_mind",
        "examination",
        "opinion",
        "recommendation",
    ),
    "medicalfinding": ("description", "alleged_cause", "alternatives"),
    "mention": ("description",),
    "thing": ("description",),
    "risk": ("words",),
    "camera": ("words",),
    **TELLING_OF_RECORDINGS,
}
"""Long values, of which a run of words is enough."""

OF_ENTRY: Mapping[str, str] = {"certificate": "statement"}
"""Values of an entry itself that go with a row of this table which the entry inserted."""

KEPT_OF_ENTRY = frozenset({
    "at", "day", "registrar", "role", "granted_by", "asked_by", "agreed_by", "wished_by", "ground", "keys", "blobs",
})  # fmt: skip
"""Values of an entry itself that stay whatever is erased. Others go where the entry is on nothing but erased rows, or repeat them."""


def must_be_target(table: str) -> None:
    """Only what lies in a compartment by itself is erased or held."""
    if table not in TARGETS:
        raise MalformedError(f"an erasure or a hold is of a {', '.join(TARGETS)}")


def must_be_wish(wished_by: str, ground: str) -> None:
    """Known terms, and never more about who it was."""
    terms.check_term("erasure-wishes", wished_by)
    terms.check_term("erasure-grounds", ground)


def must_be_hold(ground: str, authority: str, *, review_on: date, today: date) -> None:
    """A known ground, an authority where one asked, and a day within a year on which somebody looks again."""
    terms.check_term("hold-grounds", ground)
    if ground == "authority-asked" and not authority.strip():
        raise MalformedError("a hold that an authority asked for says which")
    must_be_review(review_on, today=today)


def must_be_review(review_on: date, *, today: date) -> None:
    """Nothing is held without an end in sight."""
    if not today < review_on <= today + LONGEST_WITHOUT_REVIEW:
        raise ImpossibleError(f"a hold is looked at again within a year from today, not on {review_on}")


def must_be_in(state: str, wanted: str) -> None:
    """Somebody may have been quicker."""
    if state != wanted:
        raise ConflictError(f"this is {state} by now, no longer {wanted}")


def must_say_why(words: str) -> None:
    """A decision of weight has its reason in words."""
    if len(words.strip()) < 4:
        raise MalformedError("this is done with a reason in words")


def must_be_the_two(first: str, first_standing: Collection[str], second: str, second_standing: Collection[str]) -> None:
    """Two registrars: one as a lawyer, the other as the compartment's keeper or as a custodian."""
    if first == second:
        raise RefusedError("this takes two registrars, neither of them alone")
    one, other = _sides(first_standing), _sides(second_standing)
    if not (("law" in one and "keeping" in other) or ("keeping" in one and "law" in other)):
        raise RefusedError("of the two, one is a lawyer and the other a keeper or custodian of the compartment")


def must_be_ripe(kept_until: date | None, *, today: date) -> None:
    """A withdrawal may be taken back for some weeks."""
    if kept_until is not None and today < kept_until:
        raise RefusedError("its source may still take the withdrawal back: nothing is destroyed before that day")


def must_not_gain(registrars: Collection[str], gaining: Collection[str]) -> None:
    """Nobody erases what they coded: a fault would go with it."""
    if not set(registrars).isdisjoint(gaining):
        raise RefusedError("nobody takes part in erasing what they coded themselves")


def must_not_wait(registrars: Collection[str], waiting: Collection[str]) -> None:
    """Nobody lifts the hold before which their own erasure waits."""
    if not set(registrars).isdisjoint(waiting):
        raise RefusedError("who asked for or agreed to an erasure does not lift the hold that it waits for")


def _sides(standing: Collection[str]) -> frozenset[str]:
    held = set(standing)
    return frozenset({"law"} if "lawyer" in held else set()) | frozenset({"keeping"} if held & {"keeper", "custodian"} else set())
