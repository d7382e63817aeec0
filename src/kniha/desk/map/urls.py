"""Addresses of the map."""

from django.urls import path

from kniha.desk.map import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("points", views.points, name="map-points"),
]
