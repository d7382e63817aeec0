"""Names of the gazetteer for a field that completes them. Public words alone: nothing of the register is read, and nothing is entered."""

from django.http import HttpRequest, JsonResponse

from kniha.desk.language import language
from kniha.desk.places.shown import shown
from kniha.desk.request import Who, reading
from kniha.search.places import completed

LONGEST = 100


@reading
def places(request: HttpRequest, _who: Who) -> JsonResponse:
    """Up to eight places that are called like `q`, in the reader's language."""
    found = completed(request.GET.get("q", "")[:LONGEST])
    return JsonResponse({"places": [shown(place, language()) for place in found]})
