"""Addresses of pairs of persons and of incidents."""

from django.urls import path

from kniha.desk.linking import choosing, views

urlpatterns = [
    path("same/", views.person_pairs, name="pairs"),
    path("same/choose/", choosing.choose_persons, name="pair-choose"),
    path("same/incidents/", views.incident_pairs, name="incident-pairs"),
    path("same/incidents/choose/", choosing.choose_incidents, name="incident-pair-choose"),
    path("people/<str:person_id>/same/<str:second_id>/", views.person_pair, name="person-pair"),
    path("incidents/<str:number>/same/<str:second_number>/", views.incident_pair, name="incident-pair"),
]
