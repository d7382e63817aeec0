"""Addresses of statements."""

from django.urls import path

from kniha.desk.statements import coding, consenting, messages, views

urlpatterns = [
    path("statements/", views.statements, name="statements"),
    path("statements.csv", views.statements_csv, name="statements_csv"),
    path("statements.xlsx", views.statements_xlsx, name="statements_xlsx"),
    path("statements/<str:statement_id>/", views.statement, name="statement"),
    path("statements/<str:statement_id>/code/", coding.code, name="code_account"),
    path("statements/<str:statement_id>/messages/", messages.write, name="message-write"),
    path("statements/<str:statement_id>/consent/", consenting.note, name="consent-note"),
    path("messages/<str:message_id>/agreement/", messages.agree, name="message-agree"),
    path("messages/<str:message_id>/withdrawal/", messages.withdraw, name="message-withdraw"),
    path("accounts/<str:account_id>/mention/", coding.mention, name="add_mention"),
]
