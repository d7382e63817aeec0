"""Addresses of the map."""

from django.urls import path

from kniha.desk.map import tiles, views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("points", views.points, name="map-points"),
    path("tiles.pmtiles", tiles.tiles, name="map-tiles"),
]
