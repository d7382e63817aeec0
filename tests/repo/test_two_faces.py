"""Whatever the desk does, the interface for programs does: held together by reading both. Exceptions stand here, each with its reason.

A public function of `book` that takes a `Hand` is an action; one that takes a registrar first is a question of what they may see.
"""

import ast
from collections.abc import Iterator
from functools import cache

from tests.repo.tree import modules

SECOND = "the second of two is a person with a second factor before them: who steals two tokens must not be two people"
ACCESS = "who sees what is changed by people at the desk, who hand over halves of a password there"
SEALED = "what is sealed opens at the desk alone, on one answer; what a POST answers is ids, and kept for two days"
OF_A_MEDIC = "a medic signs or checks what stands on the page before them, with a second factor"
CANARY = "a canary works as long as no program's list or log tells where it is"
OF_THE_DESK = "it is a convenience of the desk's own pages, no fact of the register"

LISTS = "a list is entered on the word of a person who read what it would make; a program enters record by record, each with its key"

HANDING = "what leaves the house is looked at by a person first: who steals a token must not send a list to whom they like"

PUBLIC = "what becomes public is decided by people who have the incident and its report before them, with a second factor"

BESIDE = "who is one person, or what one event, is decided by people who have both before them; programs link their tables by `kniha link`"
LOOKED_AT = "what is covered in a picture is drawn on it and looked at by a person, whose name stands for it"

CASE_FILES = "a case file leaves the house: people put it together and look at it; programs have the records that it is made of"

NOT_FOR_PROGRAMS = {
    "access.actions.freeze": ACCESS,
    "access.proposing.propose": ACCESS,
    "access.proposing.carry_out": ACCESS,
    "access.proposing.turn_down": ACCESS,
    "access.tokens.make_token": "a token that made tokens would outlive its day",
    "access.tokens.revoke_token": "tokens are ended where they are made",
    **dict.fromkeys((f"evidence.masking.{name}_masked_copy" for name in ("draw", "keep", "discard")), LOOKED_AT),
    "access.conflicts.readmit": SECOND,
    "erasure.actions.agree_to_erasure": SECOND,
    "erasure.holding.lift_hold": SECOND,
    "statements.conversation.agree_to_message": SECOND,
    "erasure.holding.read_held": SEALED,
    "erasure.holding.open_held_file": SEALED,
    "people.actions.open_sealed_field": SEALED,
    "people.canaries.propose_canary": CANARY,
    "people.canaries.plant_canary": CANARY,
    "people.canaries.withdraw_canary": CANARY,
    "people.interests.declare_interest": "names of one's own kin pass through no program's memory or log",
    "medicine.signing.sign_report": OF_A_MEDIC,
    "medicine.signing.check_report": OF_A_MEDIC,
    "statements.field_forms.take_form": "a form is a page of the desk, with a secret in it that is shown once",
    "statements.arriving.note_read": "a person had the words before them; a program that fetches them has read nothing",
    "linking.actions.decide_on_two": BESIDE,
    "access.looking.enter_list_export": "a program reads lists page by page, and each page is counted",
    "work.form_drafts.keep_draft": OF_THE_DESK,
    **dict.fromkeys((f"publishing.actions.{name}_publication" for name in ("propose", "release", "decline", "withhold", "end")), PUBLIC),
    **dict.fromkeys((f"publishing.editions.{name}_edition" for name in ("agree_to", "decline")), SECOND),
    "work.agreeing.agree": SECOND,
    "work.agreeing.decline": SECOND,
    "work.agreeing.withdraw": HANDING,
    "work.looks.forget_look": HANDING,
    **dict.fromkeys(
        (
            f"casefiles.actions.{name}"
            for name in ("choose", "describe_case_file", "enter_cell", "open_case_file", "take_out", "withdraw_cell")
        ),
        CASE_FILES,
    ),
    **dict.fromkeys((f"casefiles.delivering.{name}" for name in ("acknowledge", "ask_delivery", "disclose")), CASE_FILES),
    **dict.fromkeys(
        (f"work.lists.{name}" for name in ("bring_list", "choose_mapping", "confirm_list", "stop_list", "go_on_with_list", "forget_list")),
        LISTS,
    ),
}

CASE_FILE_QUERIES = (
    "called", "case_file", "case_files", "cell", "cells", "deliveries", "delivery", "disclosures", "item", "items", "offered", "since",
)  # fmt: skip
PAIRS = ("board", "decisions_on", "pairs", "pairs_with", "pairings", "person_beside", "incident_beside", "proposed", "waiting")

NOT_ASKED_BY_PROGRAMS = {
    **dict.fromkeys((f"evidence.masking.{name}" for name in ("masked_copies", "masked_copy")), LOOKED_AT),
    "access.queries.proposal": ACCESS,
    **dict.fromkeys(
        (f"publishing.queries.{name}" for name in ("publications", "publication", "standing", "to_release", "hindrance")), PUBLIC
    ),
    **dict.fromkeys((f"publishing.queries.{name}" for name in ("editions", "edition")), PUBLIC),
    "access.counting.counted": "it writes numbers above a list; pages of the interface are read by a cursor",
    **dict.fromkeys((f"work.lists.{name}" for name in ("lists", "brought_list", "may_import", "must_be_for")), LISTS),
    **dict.fromkeys((f"work.agreeing.{name}" for name in ("agreements", "agreement", "rows_of")), SECOND),
    **dict.fromkeys(("work.agreeing.asked_for", "work.agreeing.request", "work.agreeing.rows_among"), HANDING),
    **dict.fromkeys(("work.looks.look", "work.looks.looks", "work.looks.must_hand_out", "access.limits.used"), HANDING),
    "statements.queries.next_to_read": "the first rows of the queue `to-code`, in its order",
    "access.tokens.token": "tokens are looked after where they are made",
    "access.tokens.tokens": "tokens are looked after where they are made",
    "access.queries.interests": "what was declared stays under seal; that it was is told at the desk",
    "evidence.queries.counted_files": "a program counts what it reads",
    "access.queries.seats": "`compartments` tells them",
    "access.queries.compartments_known": "`staff` tells them, one registrar after the other",
    "access.queries.registrars_known": "`staff` tells them",
    "access.queries.conflicts_over": "`conflicts` holds them; a program narrows by itself",
    "access.standing.standing": "it decides what a page offers; an action decides by itself",
    "access.searches.keep_search": OF_THE_DESK,
    "access.searches.drop_search": OF_THE_DESK,
    "access.searches.kept_searches": OF_THE_DESK,
    "people.canaries.canaries": CANARY,
    "people.canaries.canary": CANARY,
    "people.queries.sealed_field": SEALED,
    "erasure.queries.administered": "it decides what a page offers; an action decides by itself",
    "erasure.queries.open_on": "`erasures` and `holds` tell it",
    "erasure.queries.holds_before": "`holds` tells it; a program narrows by itself",
    "erasure.queries.rests_on": "incidents tell themselves that they are unsupported",
    "events.people_listed.standings": "`told_of_person` has what it counts",
    "events.queries.acts_about": "it offers acts for an injury on a page; `incidents` has them",
    "events.queries.first_and_last": "it draws the time line above a list",
    "counting.queries.dashboard": "`numbers` and `totals` have what it shows",
    "events.queries.kind_counts": "it writes numbers beside the facets of a list",
    "events.queries.open_near": "it offers incidents beside a form; a program narrows `incidents` by time",
    "events.queries.to_link": "it offers incidents in a form; `incidents` has them",
    "events.queries.untold_accounts": "it offers accounts in a form; accounts tell which incident is theirs",
    "evidence.queries.exhibit_of_digest": "it finds a file by what somebody types; `exhibits` has the digests",
    "evidence.queries.file_names": "it is the passage of a hit that is a file's name; `exhibits` has it",
    "evidence.likening.unjudged": "`likenesses` of each file tells which have no verdict",
    "evidence.noting.transcript": "`media_notes` tells of each note whether it is what was said, and whether it stands",
    "evidence.queries.labelled": "`things` has the label of each",
    "evidence.queries.photographs": "each file names the thing that it shows",
    "evidence.queries.things_with": "each thing names the statement that it came with",
    "evidence.queries.view_of": "a view is made to be looked at on a page; a program is given the original",
    "forces.finding.bearing": "it offers units while somebody types; `units` finds them by the same words",
    "forces.finding.told_names": "it suggests units while somebody reads",
    "forces.queries.accounts_about": "it offers accounts in a form; accounts tell which units they name",
    "forces.charted.commanders_on": "`unit_chain` tells who commanded, with the posting",
    "forces.charted.commands_over_time": "each unit has its postings with their kinds and days",
    "forces.charted.tree_on": "`structure` gives the links, out of which a program makes its own tree",
    "forces.queries.links": "each unit has what it belonged to",
    "forces.queries.names": "each unit has its own",
    "forces.queries.people_by_id": "the same as below, by ids",
    "forces.queries.people_of": "it names the persons of a list of postings; `people` has them",
    "forces.queries.units": "`units` lists them in the order of an index",
    "journal.history.facts": "it names a record in the head of a page",
    "journal.sheets.sheet": "it is the difference between a moment and the same: `record_difference`",
    "matches.queries.shown_in": "`recordings_beside_incident` tells what stands of each",
    "matches.queries.waiting": "the same: a program counts what it reads",
    "medicine.queries.closed_on": "for those who may not read a report: that there is one, beside the person",
    "medicine.queries.closed_with": "the same, beside the statement",
    "medicine.queries.files_at_hand": "it offers photographs in a form; `exhibits` has them",
    "medicine.queries.reports_on": "`medical_reports` has them with their subject",
    "medicine.queries.reports_with": "`medical_reports` has them with their statement",
    "medicine.queries.usable_findings": "it offers findings in a form; reports have them",
    **dict.fromkeys((f"casefiles.queries.{name}" for name in CASE_FILE_QUERIES), CASE_FILES),
    **dict.fromkeys((f"linking.queries.{name}" for name in PAIRS), BESIDE),
    **dict.fromkeys(("linking.origins.origins", "linking.origins.origins_among"), BESIDE),
    "events.of_people.signs_of": "it tells on a page who has no name; `told_of_person` has what accounts say",
    "people.queries.names_among": "it names who else is told of on a page; `people` has them",
    "people.queries.names_in": "it suggests names while somebody reads",
    "statements.queries.brought_by": "files are brought at the desk or on the command line",
    "work.form_drafts.draft_of": OF_THE_DESK,
    "work.form_drafts.forget_draft": OF_THE_DESK,
    "work.queries.own": "`tasks` has them; a program narrows by itself",
    "work.queries.tasks_about": "`tasks` has them with what they are about",
}


@cache
def public(first: str) -> frozenset[str]:
    """Public functions of `book` that take a `first`: `area.module.name`."""
    return frozenset(
        f"{'.'.join(name.removeprefix('src/kniha/book/').removesuffix('.py').split('/'))}.{node.name}"
        for name, _, tree in modules()
        if name.startswith("src/kniha/book/")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and takes(node, first)
    )


def takes(node: ast.FunctionDef, first: str) -> bool:
    named = node.args.posonlyargs + node.args.args
    return bool(named) and named[0].annotation is not None and ast.unparse(named[0].annotation).split(" | ")[0] == first


def called(face: str) -> Iterator[str]:
    """Yield everything of `book` that a face names, in the same form."""
    for name, _, tree in modules():
        if not name.startswith(f"src/kniha/{face}/"):
            continue
        known = {
            alias.asname or alias.name: f"{node.module}.{alias.name}".removeprefix("kniha.book.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kniha.book")
            for alias in node.names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in known:
                yield known[node.id]
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
                yield f"{known[node.value.id]}.{node.attr}"


def missing(kind: str) -> set[str]:
    """What of one kind the desk calls and the interface does not."""
    return (public(kind) & set(called("desk"))) - set(called("api"))


def test_the_search_finds_what_is_called() -> None:
    assert {"events.actions.record_act", "erasure.actions.agree_to_erasure"} <= public("Hand") & set(called("desk"))
    assert {"events.queries.incident", "events.involving.authors"} - set(called("api")) == {"events.involving.authors"}
    assert len(public("Hand") & set(called("desk"))) > 70


def test_a_program_does_whatever_the_desk_does_or_there_is_a_reason() -> None:
    assert missing("Hand") == set(NOT_FOR_PROGRAMS)


def test_a_program_reads_whatever_the_desk_shows_or_there_is_a_reason() -> None:
    assert missing("Registrar") == set(NOT_ASKED_BY_PROGRAMS)
