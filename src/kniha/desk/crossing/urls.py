"""Addresses of questions to the whole register."""

from django.urls import path

from kniha.desk.crossing import views

urlpatterns = [
    path("people/<str:person_id>/asking/", views.ask, name="ask-register"),
    path("hints/", views.hints, name="hints"),
    path("hints/<str:hint_id>/", views.decide, name="hint-decide"),
]
