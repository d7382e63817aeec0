"""Addresses of acquisitions."""

from django.urls import path

from kniha.desk.acquisitions import views

urlpatterns = [
    path("acquisitions/", views.acquisitions, name="acquisitions"),
    path("acquisitions/<str:acquisition_id>/", views.acquisition, name="acquisition"),
]
