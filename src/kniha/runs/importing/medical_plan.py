"""What a mapping says of a list of medical papers: which column is which part of a paper, and what the list's words for terms mean.

A word is known that the mapping names, or that is a term's code or label in one of the three languages; any other refuses its paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from kniha.vocab import terms
from kniha.vocab.errors import MalformedError

OF_PAPERS = "medical-files"
"""The kind, here and in `book.work.lists`; a mapping is read without the book."""

SECRECY = ("yes", "no")


@dataclass(frozen=True, slots=True)
class PaperColumns:
    """Which column of the list holds what of a paper. Empty: the list has no such column, and nothing is taken for granted of it."""

    under_age: str = ""
    held: str = ""
    sexual: str = ""
    way: str = ""
    room: str = ""
    present: str = ""
    guards: str = ""
    demeanour: str = ""
    restrained: str = ""
    restraints: str = ""
    threatened: str = ""
    threats: str = ""
    history: str = ""
    complaints_body: str = ""
    complaints_mind: str = ""
    photographed: str = ""
    opinion: str = ""
    recommendation: str = ""
    copy_given: str = ""
    copy_words: str = ""
    medic_name: str = ""
    medic_qualification: str = ""
    medic_contact: str = ""
    secrecy_told: str = ""
    kept_where: str = ""
    finding: str = ""
    region: str = ""
    description: str = ""
    alleged_cause: str = ""
    degree: str = ""
    alternatives: str = ""

    def in_order(self) -> tuple[str, ...]:
        """Every column that it names, each once."""
        return tuple(dict.fromkeys(filter(None, (getattr(self, name) for name in self.__slots__))))

    def of_findings(self) -> frozenset[str]:
        """Those that tell of one finding: they alone may differ between the rows of a paper."""
        names = ("finding", "region", "description", "alleged_cause", "degree", "alternatives")
        return frozenset(getattr(self, name) for name in names) - {""}


@dataclass(frozen=True, slots=True)
class MedicalPlan:
    """`persons`: the source by which the list of persons was imported, if another. `nobody`: the words for one whom nobody knows.

    `unmarked`: what a paper is of which the list does not say whether it is of a child, of somebody held, of sexual violence:
    `specialist` (as shipped) or `open`, where whoever keeps the list marks every such paper.
    `way`, `secrecy_told`, `kept_where` hold for papers whose row says nothing of them.
    """

    persons: str = ""
    nobody: tuple[str, ...] = ()
    unmarked: str = "specialist"
    way: str = ""
    secrecy_told: str = ""
    kept_where: str = ""
    columns: PaperColumns = field(default_factory=PaperColumns)
    answers: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    degrees: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        listed = (("medical-answers", self.answers), ("examination-ways", self.ways), ("injury-kinds", self.findings))
        for name, codes in (*listed, ("body-regions", self.regions), ("istanbul-degrees", self.degrees)):
            for code in codes.values():
                terms.check_term(name, code)
        if self.way:
            terms.check_term("examination-ways", self.way)
        if self.unmarked not in {"specialist", "open"}:
            raise MalformedError("[medical] unmarked is specialist or open")
        if self.secrecy_told and self.secrecy_told not in SECRECY:
            raise MalformedError("[medical] secrecy_told is yes or no")
        if "" in self.degrees:
            raise MalformedError("[medical.degrees] an empty cell is no degree: a degree is named by the paper itself")


@cache
def words_of(list_name: str) -> Mapping[str, str]:
    """By the words of the terms in three languages, in small letters, their codes; a word that stands for two terms stands for none."""
    known: dict[str, str] = {}
    twice: set[str] = set()
    for term in terms.terms(list_name):
        for word in {folded(said) for said in (term.code, term.be, term.ru, term.en)}:
            if known.setdefault(word, term.code) != term.code:
                twice.add(word)
    return {word: code for word, code in known.items() if word not in twice}


def folded(words: str) -> str:
    """Small letters, single spaces."""
    return " ".join(words.casefold().split())
