"""Addresses of the numbers."""

from django.urls import path

from kniha.desk.numbers import keeping, views

urlpatterns = [
    path("", views.numbers, name="numbers"),
    path("table/", views.table, name="numbers-table"),
    path("table.csv", views.table_csv, name="numbers-csv"),
    path("table.xlsx", views.table_xlsx, name="numbers-xlsx"),
    path("table.svg", views.table_svg, name="numbers-svg"),
    path("records/", views.records, name="numbers-records"),
    path("left-out/<str:reason>/", views.left_out, name="numbers-left-out"),
    path("keep/", keeping.keep, name="count-keep"),
    path("kept/", keeping.counts, name="counts"),
    path("kept/<str:count_id>/", keeping.count, name="count"),
    path("kept/<str:count_id>/table.csv", keeping.count_csv, name="count-csv"),
]
