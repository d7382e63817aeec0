"""Addresses of tasks."""

from django.urls import path

from kniha.desk.work import giving, many, requests, taking, views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks.csv", taking.tasks_csv, name="tasks-csv"),
    path("tasks.xlsx", taking.tasks_xlsx, name="tasks-xlsx"),
    path("requests.csv", taking.requests_csv, name="requests-csv"),
    path("requests.xlsx", taking.requests_xlsx, name="requests-xlsx"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<str:request_id>/", requests.decide, name="request-decide"),
    path("tasks/giving/<str:among>/", many.give, name="tasks-give"),
    path("incidents/sending/", many.send, name="incidents-send"),
    path("tasks/<str:task_id>/", views.close, name="task-close"),
    path("statements/<str:statement_id>/tasks/", giving.about_statement, name="statement-task"),
    path("people/<str:person_id>/tasks/", giving.about_person, name="person-task"),
    path("incidents/<str:number>/tasks/", giving.about_incident, name="incident-task"),
]
