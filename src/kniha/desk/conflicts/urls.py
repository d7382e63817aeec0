"""Addresses of conflicts of interest."""

from django.urls import path

from kniha.desk.conflicts import views

urlpatterns = [
    path("conflicts/", views.listed, name="conflicts"),
    path("conflicts/mine/", views.interest, name="interest"),
    path("conflicts/<str:conflict_id>/", views.decide, name="conflict-decide"),
    path("statements/<str:statement_id>/conflicts/", views.over_statement, name="statement-conflict"),
    path("people/<str:person_id>/conflicts/", views.over_person, name="person-conflict"),
    path("incidents/<str:number>/conflicts/", views.over_incident, name="incident-conflict"),
]
