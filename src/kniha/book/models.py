"""Where Django looks for the tables. Each area keeps its own in `<area>/models.py`; nothing else imports from here."""

from kniha.book.access import models as access
from kniha.book.bulk import models as bulk
from kniha.book.casefiles import models as casefiles
from kniha.book.communications import models as communications
from kniha.book.counting import models as counting
from kniha.book.crossing import models as crossing
from kniha.book.erasure import models as erasure
from kniha.book.events import models as events
from kniha.book.evidence import models as evidence
from kniha.book.forces import models as forces
from kniha.book.forces import units
from kniha.book.journal import models as journal
from kniha.book.linking import models as linking
from kniha.book.matches import models as matches
from kniha.book.medicine import models as medicine
from kniha.book.people import models as people
from kniha.book.publishing import models as publishing
from kniha.book.recordings import models as recordings
from kniha.book.statements import models as statements
from kniha.book.work import models as work

__all__ = [
    "access",
    "bulk",
    "casefiles",
    "communications",
    "counting",
    "crossing",
    "erasure",
    "events",
    "evidence",
    "forces",
    "journal",
    "linking",
    "matches",
    "medicine",
    "people",
    "publishing",
    "recordings",
    "statements",
    "units",
    "work",
]
