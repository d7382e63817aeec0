"""Addresses of recordings beside incidents."""

from django.urls import path

from kniha.desk.matches import views

urlpatterns = [
    path("incidents/<str:number>/recordings/", views.of_incident, name="incident-recordings"),
    path("incidents/<str:number>/recordings/<str:recording_id>/", views.match, name="match"),
    path("recordings/<str:recording_id>/incidents/", views.of_recording, name="recording-incidents"),
]
