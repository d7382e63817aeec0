"""Addresses of kept searches."""

from django.urls import path

from kniha.desk.kept import views

urlpatterns = [
    path("searches/<str:among>/", views.keep, name="keep-search"),
    path("searches/<int:search_id>/dropping/", views.drop, name="drop-search"),
]
