"""Addresses of the public book at the desk."""

from django.urls import path

from kniha.desk.publishing import editions, views

urlpatterns = [
    path("public-book/", editions.board, name="public-book"),
    path("public-book/editions/<str:edition_id>/", editions.edition, name="edition"),
    path("public-book/editions/<str:edition_id>/yes/", editions.agree, name="edition-agree"),
    path("public-book/editions/<str:edition_id>/no/", editions.decline, name="edition-decline"),
    path("public-book/<str:publication_id>/yes/", views.release, name="publication-release"),
    path("public-book/<str:publication_id>/no/", views.decline, name="publication-decline"),
    path("public-book/<str:publication_id>/end/", views.end, name="publication-end"),
    path("incidents/<str:number>/public/", views.of_incident, name="incident-public"),
    path("incidents/<str:number>/public/proposal/", views.propose, name="incident-public-propose"),
    path("incidents/<str:number>/public/withholding/", views.withhold, name="incident-public-withhold"),
]
