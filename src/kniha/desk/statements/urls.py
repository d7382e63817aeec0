"""Addresses of statements."""

from django.urls import path

from kniha.desk.statements import coding, views

urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path("statements.csv", views.statements_csv, name="statements_csv"),
    path("statements/<str:statement_id>/", views.statement, name="statement"),
    path("statements/<str:statement_id>/code/", coding.code, name="code_account"),
    path("accounts/<str:account_id>/mention/", coding.mention, name="add_mention"),
]
