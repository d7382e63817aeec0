"""A word after something was entered at a point that is far from every place we know: it stands as typed, and somebody may look again."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext

from kniha.desk.language import language
from kniha.desk.places.shown import far_from_all
from kniha.desk.told import PlaceForm
from kniha.vocab.place import Place


def warn_if_far(request: HttpRequest, form: PlaceForm) -> None:
    """Say how far the point of a form that was entered lies from the nearest known place, where that is far."""
    where = form.cleaned_data.get("where")
    if where is None or where.lat_e7 is None or where.lon_e7 is None or "point" not in form.changed_data:
        return
    if far := far_from_all(Place(where.lat_e7, where.lon_e7, where.radius_m or 0)):
        told = {"n": far[1], "place": far[0].name(language())}
        messages.warning(
            request, gettext("The point lies %(n)s km from %(place)s, the nearest place known here. Did two numbers change places?") % told
        )
