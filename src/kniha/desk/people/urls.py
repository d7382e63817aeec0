"""Addresses of persons."""

from django.urls import path

from kniha.desk.people import views

urlpatterns = [
    path("people/<str:person_id>/", views.person, name="person"),
    path("people/<str:person_id>/risk/", views.risk, name="assess_risk"),
    path("people/<str:person_id>/contact/", views.contact, name="note_contact"),
    path("sealed/<str:field_id>/", views.unseal, name="unseal"),
]
