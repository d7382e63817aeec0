"""Addresses of the staff."""

from django.urls import path

from kniha.desk.staff import canaries, proposals, views

urlpatterns = [
    path("staff/", views.staff, name="staff"),
    path("staff/uses/", views.uses, name="uses"),
    path("staff/canaries/", canaries.canaries, name="canaries"),
    path("staff/canaries/<str:canary_id>/planting/", canaries.plant, name="canary-plant"),
    path("staff/canaries/<str:canary_id>/withdrawal/", canaries.withdraw, name="canary-withdraw"),
    path("staff/proposals/", proposals.proposals, name="proposals"),
    path("staff/proposals/<str:proposal_id>/carrying-out/", proposals.carry_out, name="proposal-carry-out"),
    path("staff/proposals/<str:proposal_id>/refusal/", proposals.turn_down, name="proposal-turn-down"),
    path("staff/<str:registrar_id>/freezing/", views.freeze, name="freeze"),
]
