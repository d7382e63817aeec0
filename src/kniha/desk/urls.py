"""The desk's addresses."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from kniha.desk.home.views import home

handler404 = "kniha.desk.errors.missing"
handler500 = "kniha.desk.errors.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("language/", set_language, name="set_language"),
    path("sign/", include("kniha.desk.signin.urls")),
    path("", include("kniha.desk.statements.urls")),
    path("", include("kniha.desk.exhibits.urls")),
    path("", include("kniha.desk.acquisitions.urls")),
    path("", include("kniha.desk.recordings.urls")),
    path("", include("kniha.desk.communications.urls")),
    path("", include("kniha.desk.things.urls")),
    path("", include("kniha.desk.people.urls")),
    path("", include("kniha.desk.linking.urls")),
    path("", include("kniha.desk.matches.urls")),
    path("", include("kniha.desk.forces.urls")),
    path("", include("kniha.desk.erasure.urls")),
    path("", include("kniha.desk.staff.urls")),
    path("", include("kniha.desk.tokens.urls")),
    path("", include("kniha.desk.work.urls")),
    path("", include("kniha.desk.search.urls")),
    path("", include("kniha.desk.places.urls")),
    path("", include("kniha.desk.interviews.urls")),
    path("", include("kniha.desk.conflicts.urls")),
    path("", include("kniha.desk.kept.urls")),
    path("", include("kniha.desk.crossing.urls")),
    path("", include("kniha.desk.medicine.urls")),
    path("", include("kniha.desk.drafts.urls")),
    path("", include("kniha.desk.lists.urls")),
    path("", include("kniha.desk.handing.urls")),
    path("", include("kniha.desk.publishing.urls")),
    path("", include("kniha.desk.components.urls")),
    path("", include("kniha.desk.casefiles.urls")),
    path("incidents/", include("kniha.desk.incidents.urls")),
    path("map/", include("kniha.desk.map.urls")),
    path("numbers/", include("kniha.desk.numbers.urls")),
    path("history/", include("kniha.desk.history.urls")),
]
