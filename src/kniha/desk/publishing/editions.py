"""The public book as a whole: what waits for a second, its editions, and the report that a second publisher reads."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.publishing import editions, queries
from kniha.desk.language import language
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab import terms


@reading
def board(request: HttpRequest, who: Who) -> HttpResponse:
    """What waits for the one who asks, and the editions that they may see."""
    return page(
        request, who, "desk/publishing/board.html", part="home", waiting=queries.to_release(who.registrar),
        editions=queries.editions(who.registrar),
    )  # fmt: skip


@reading
def edition(request: HttpRequest, who: Who, edition_id: str) -> HttpResponse:
    """One edition with its privacy report."""
    found = queries.edition(who.registrar, edition_id)
    report = json.loads(found.report)
    refused = [(terms.label("publication-hindrances", code, language()), count) for code, count in report.get("refused", {}).items()]
    return page(
        request, who, "desk/publishing/edition.html", part="home", edition=found, report=report, refused=refused,
        may_decide=found.state == "proposed" and "publisher" in who.hand.roles and found.proposed_by_id != who.registrar.pk,
    )  # fmt: skip


@acting
def agree(request: HttpRequest, who: Who, edition_id: str) -> HttpResponse:
    """The second's yes."""
    editions.agree_to_edition(who.hand, queries.edition(who.registrar, edition_id))
    messages.success(request, gettext("Your word is entered."))
    return redirect("edition", edition_id)


@acting
def decline(request: HttpRequest, who: Who, edition_id: str) -> HttpResponse:
    """The second's no."""
    editions.decline_edition(who.hand, queries.edition(who.registrar, edition_id))
    messages.success(request, gettext("Your word is entered."))
    return redirect("edition", edition_id)
