"""Addresses of things."""

from django.urls import path

from kniha.desk.things import views

urlpatterns = [
    path("things/", views.things, name="things"),
    path("things/new/", views.new_thing, name="new-thing"),
    path("things/<str:thing_id>/", views.thing, name="thing"),
    path("things/<str:thing_id>/label/", views.label, name="thing-label"),
    path("things/<str:thing_id>/description/", views.describe, name="thing-description"),
    path("exhibits/<str:exhibit_id>/thing/", views.shown_by, name="exhibit-thing"),
]
