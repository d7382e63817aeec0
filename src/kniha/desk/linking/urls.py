"""Addresses of pairs of persons."""

from django.urls import path

from kniha.desk.linking import views

urlpatterns = [
    path("same/", views.pairs, name="pairs"),
    path("people/<str:person_id>/same/<str:second_id>/", views.pair, name="person-pair"),
]
