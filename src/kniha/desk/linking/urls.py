"""Addresses of pairs of persons and of incidents."""

from django.urls import path

from kniha.desk.linking import views

urlpatterns = [
    path("same/", views.person_pairs, name="pairs"),
    path("same/incidents/", views.incident_pairs, name="incident-pairs"),
    path("people/<str:person_id>/same/<str:second_id>/", views.person_pair, name="person-pair"),
    path("incidents/<str:number>/same/<str:second_number>/", views.incident_pair, name="incident-pair"),
]
