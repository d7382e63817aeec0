"""Addresses of acquisitions."""

from django.urls import path

from kniha.desk.acquisitions import bringing_views, views

urlpatterns = [
    path("acquisitions/", views.acquisitions, name="acquisitions"),
    path("acquisitions/new/", bringing_views.new_acquisition, name="new-acquisition"),
    path("acquisitions/<str:acquisition_id>/files/", bringing_views.acquisition_files, name="acquisition-files"),
    path("acquisitions/<str:acquisition_id>/", views.acquisition, name="acquisition"),
]
