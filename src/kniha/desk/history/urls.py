"""Addresses of histories."""

from django.urls import path

from kniha.desk.history import incidents, moments, office, views

urlpatterns = [
    path("office/", office.office, name="office"),
    path("incidents/", incidents.incidents, name="incidents-as-of"),
    path("incidents.csv", incidents.incidents_csv, name="incidents-as-of-csv"),
    path("<str:kind>/<str:row_id>/", views.history, name="history"),
    path("<str:kind>/<str:row_id>/table.csv", views.history_csv, name="history-csv"),
    path("<str:kind>/<str:row_id>/record/", views.record, name="record"),
    path("<str:kind>/<str:row_id>/difference/", moments.difference, name="difference"),
    path("<str:kind>/<str:row_id>/as-of/", moments.as_of, name="as-of"),
]
