"""Addresses of the gazetteer."""

from django.urls import path

from kniha.desk.places import views

urlpatterns = [path("places/", views.places, name="places")]
