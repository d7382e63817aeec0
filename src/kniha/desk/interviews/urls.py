"""Addresses of interviews."""

from django.urls import path

from kniha.desk.interviews import views

urlpatterns = [
    path("interviews/", views.interview, name="interview"),
    path("people/<str:person_id>/interviews/", views.again, name="interview-again"),
    path("people/<str:person_id>/permissions/", views.allow, name="interview-allow"),
]
