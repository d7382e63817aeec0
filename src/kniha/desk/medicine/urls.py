"""Addresses of medical reports."""

from django.urls import path

from kniha.desk.medicine import views, writing

urlpatterns = [
    path("medical-reports/", views.reports, name="medical-reports"),
    path("medical-reports.csv", views.reports_csv, name="medical-reports-csv"),
    path("medical-reports/new/", writing.new, name="medical-report-new"),
    path("people/<str:person_id>/medical-reports/", writing.of_person, name="medical-report-of"),
    path("statements/<str:statement_id>/medical-reports/", writing.with_statement, name="medical-report-with"),
    path("medical-reports/<str:report_id>/", views.report, name="medical-report"),
    path("medical-reports/<str:report_id>/amendment/", writing.amend, name="medical-report-amend"),
    path("medical-reports/<str:report_id>/supplement/", writing.supplement, name="medical-report-supplement"),
    path("medical-reports/<str:report_id>/signature/", views.sign, name="medical-report-sign"),
    path("medical-reports/<str:report_id>/check/", views.check, name="medical-report-check"),
]
