"""Persons of the register, as conclusions make them: somebody whom an account names was held."""

from tests.world import PLACE, TIME, World, interview_draft

from kniha.book.access.models import Registrar
from kniha.book.events.actions import open_incident
from kniha.book.events.drafts import DetentionDraft, IncidentDraft
from kniha.book.events.surroundings import record_detention
from kniha.book.people.models import Person
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft
from kniha.book.statements.interviewing import take_interview


def named(world: World, name: str, *, of: Registrar | None = None, role: str = "victim", **told: str) -> Person:
    """A person of the compartment of `of` (as it is: Vera's), whom one account of their own calls so."""
    hand = world.hand(of or world.vera)
    compartment = world.second if of == world.marek else world.first
    draft = interview_draft(hand, f"Пытанне: хто там быў? Адказ: {name}.")
    statement = take_interview(hand, compartment, draft, person=None, recipient=world.person_recipient, opening=world.person_keys)
    start = statement.text.index("Адказ")
    passage = PassageDraft("mention", start, len(statement.text))
    mention = MentionDraft(role, name=name, passage=passage, **told)
    account = code_account(
        hand, statement, AccountDraft(TIME, PLACE, ("liberty.arbitrary-arrest",), (PassageDraft("act", 0, 7),), (mention,))
    )
    incident = open_incident(hand, [account], IncidentDraft("Затрыманне", TIME, PLACE))
    record_detention(hand, incident, DetentionDraft("station", TIME, held=account.mentions.get()), account=account)
    return account.mentions.get().person
