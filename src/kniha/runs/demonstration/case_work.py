"""A case file in work for an invented court: two incidents, who is alleged in them, a film, a matrix with gaps. Nothing of it left."""

from collections.abc import Iterable

from kniha.book.access.models import Compartment
from kniha.book.casefiles.actions import CaseFileDraft, CellDraft, choose, enter_cell, open_case_file
from kniha.book.casefiles.queries import offered
from kniha.book.events.models import Incident
from kniha.book.journal.acting import Hand
from kniha.seal.recipients import new_identity
from kniha.vocab.crimes.elements import shipped

_TITLE, _COURT, _BASIS = "Двор і аўтазак, 10 жніўня 2020 г.", "Выдуманы суд горада Т.", "выдуманы запыт № 5, таемна да 1 сакавіка"
_CRIMES = ("torture", "by.426")


def prepare_case_file(investigator: Hand, place: Compartment, incidents: Iterable[Incident]) -> None:
    """Choose the incidents and all that belongs to them, and begin the matrix."""
    assert investigator.registrar is not None  # a case file is somebody's
    # The invented court keeps its own key; nobody here can open what is sealed to it.
    recipient = new_identity(investigator.random_bytes).recipient
    draft = CaseFileDraft(_TITLE, _COURT, "court", str(recipient), _BASIS, _CRIMES)
    case_file = open_case_file(investigator, place, draft, shipped())
    first, *_ = choose(investigator, case_file, tuple(incidents))
    belonging = offered(investigator.registrar, case_file)
    choose(investigator, case_file, (*belonging.persons, *belonging.exhibits))
    enter_cell(investigator, case_file, CellDraft("torture/pain", "proves", first, "двое незалежна расказваюць пра ўдары"), shipped())
    enter_cell(investigator, case_file, CellDraft("torture/aim", "missing", None, "ніхто не чуў, чаго ад яго хацелі"), shipped())
