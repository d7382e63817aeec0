"""What the pages of pairs say where persons and incidents need other words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for one kind, by where they stand."""

    all: Words
    one: Words
    other: Words
    title: Words
    question: Words
    about: Words
    apart: Words
    none_waits: Words
    how_compared: Words
    of_comparing: Words
    too_many: Words
    weighs: Words
    weighs_strongly: Words
    of_weights: Words
    through_others: Words
    follows: Words
    together: Words
    parted: Words
    contradicts: Words
    said_to_be: Words
    may_be: Words
    kept_apart: Words
    contradicting: Words
    nameless: Words
    of_choosing: Words


PERSONS = Wording(
    all=_("People"),
    one=pgettext_lazy("of two persons", "One"),
    other=pgettext_lazy("of two persons", "The other"),
    title=_("One person or two"),
    question=_("Are these one person?"),
    about=_(
        "Two persons of one compartment who may be one, as a machine found. It is a hint, no finding: nobody is merged by it, and nothing "
        "changes until a registrar says what they hold of the two."
    ),
    apart=_("All of these persons stay apart until one of the decisions is taken back. The register chooses none of them."),
    none_waits=_(
        "No two persons wait for a word of yours. The worker compares the persons of each compartment when something was entered."
    ),
    how_compared=_("How the persons were compared"),
    of_comparing=_(
        "Each compartment is compared by itself. Sealed values are not opened for it. Somebody whom accounts mention is compared once they "
        "are part of an incident."
    ),
    too_many=_("more names than are compared here; they are compared on the office's host, by the command for tables"),
    weighs=_("for one person"),
    weighs_strongly=_("strongly for one person"),
    of_weights=_("Before comparing, two persons are hardly ever one."),
    through_others=_("Nobody decided on these two, but they are one person by decisions on others between them."),
    follows=_("Nobody is merged: both stay with their names, accounts and consents, and no count changes."),
    together=_("On each one's page the others are named as the same person"),
    parted=_("The two are no longer shown as one person, nor are others who are one with them through this decision alone."),
    contradicts=_("held not to be one person, but one by this way"),
    said_to_be=_("Said to be the same person"),
    may_be=_("May be the same person"),
    kept_apart=_("Each keeps their own accounts, consents and acts; what one allowed holds for none of the others."),
    contradicting=_("Decisions on this person contradict each other: nobody is shown as one with them until that is settled."),
    nameless=_("somebody without a name"),
    of_choosing=_("Two persons of one compartment, by names as sources wrote them. What you look for is entered in the journal."),
)
INCIDENTS = Wording(
    all=_("Incidents"),
    one=pgettext_lazy("of two incidents", "One"),
    other=pgettext_lazy("of two incidents", "The other"),
    title=_("One event or two"),
    question=_("Are these one event?"),
    about=_(
        "Two incidents of one compartment that may be one event, as a machine found. It is a hint, no finding: nothing is merged by it, "
        "and nothing changes until a registrar says what they hold of the two."
    ),
    apart=_("All of these incidents stay apart until one of the decisions is taken back. The register chooses none of them."),
    none_waits=_(
        "No two incidents wait for a word of yours. The worker compares the incidents of each compartment when something was entered."
    ),
    how_compared=_("How the incidents were compared"),
    of_comparing=_(
        "Each compartment is compared by itself, by what the accounts of its incidents tell. An account from which no incident was "
        "concluded yet is not compared."
    ),
    too_many=_("more accounts than are compared here; they are compared on the office's host, by the command for tables"),
    weighs=_("for one event"),
    weighs_strongly=_("strongly for one event"),
    of_weights=_("Before comparing, two incidents are hardly ever one event."),
    through_others=_("Nobody decided on these two, but they are one event by decisions on others between them."),
    follows=_("Nothing is merged: both stay with their numbers, accounts and acts, and no count changes."),
    together=_("On each one's page the others are named as the same event"),
    parted=_("The two are no longer shown as one event, nor are others that are one with them through this decision alone."),
    contradicts=_("held not to be one event, but one by this way"),
    said_to_be=_("Said to be the same event"),
    may_be=_("May be the same event"),
    kept_apart=_("Each keeps its own accounts and acts, and is counted by itself."),
    contradicting=_("Decisions on this incident contradict each other: nothing is shown as one with it until that is settled."),
    nameless=_("Without a title"),
    of_choosing=_("Two incidents of one compartment, by number or by words. Words that you look for are entered in the journal."),
)
