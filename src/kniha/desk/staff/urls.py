"""Addresses of the staff."""

from django.urls import path

from kniha.desk.staff import proposals, views

urlpatterns = [
    path("staff/", views.staff, name="staff"),
    path("staff/uses/", views.uses, name="uses"),
    path("staff/proposals/", proposals.proposals, name="proposals"),
    path("staff/proposals/<str:proposal_id>/carrying-out/", proposals.carry_out, name="proposal-carry-out"),
    path("staff/proposals/<str:proposal_id>/refusal/", proposals.turn_down, name="proposal-turn-down"),
    path("staff/<str:registrar_id>/freezing/", views.freeze, name="freeze"),
]
