"""Addresses of units and postings."""

from django.urls import path

from kniha.desk.forces import changing, commanding, deployments, leaving, losses, postings, resting, structure, views

urlpatterns = [
    path("units/", views.units, name="units"),
    path("units/table.csv", views.units_csv, name="units-csv"),
    path("units/table.xlsx", views.units_xlsx, name="units-xlsx"),
    path("units/new/", changing.register, name="unit-new"),
    path("units/new/<str:account_id>/", changing.register_from, name="unit-new-from"),
    path("units/values/<str:unit_value>/<str:value_id>/withdrawal/", changing.withdraw, name="unit-withdraw"),
    path("units/<str:unit_id>/", views.unit, name="unit"),
    path("units/<str:unit_id>/description/", changing.describe, name="unit-describe"),
    path("units/<str:unit_id>/names/", changing.add_name, name="unit-name"),
    path("units/<str:unit_id>/parents/", changing.place, name="unit-place"),
    path("units/<str:unit_id>/all/<str:unit_part>/", resting.rest, name="unit-rest"),
    path("units/<str:unit_id>/deployments/", deployments.enter, name="unit-deployment"),
    path("deployments/<str:deployment_id>/correction/", deployments.correct, name="deployment-correct"),
    path("deployments/<str:deployment_id>/withdrawal/", deployments.withdraw, name="deployment-withdraw"),
    path("units/<str:unit_id>/headcounts/", leaving.enter_headcount, name="unit-headcount"),
    path("headcounts/<str:headcount_id>/correction/", leaving.correct_headcount, name="headcount-correct"),
    path("headcounts/<str:headcount_id>/withdrawal/", leaving.withdraw_headcount, name="headcount-withdraw"),
    path("units/<str:unit_id>/departures/", leaving.enter_departure, name="unit-departure"),
    path("departures/<str:departure_id>/correction/", leaving.correct_departure, name="departure-correct"),
    path("departures/<str:departure_id>/withdrawal/", leaving.withdraw_departure, name="departure-withdraw"),
    path("units/<str:unit_id>/losses/", losses.unit_losses, name="unit-losses"),
    path("units/<str:unit_id>/losses.csv", losses.unit_losses_csv, name="unit-losses-csv"),
    path("forces/losses/", losses.all_losses, name="losses"),
    path("forces/losses.csv", losses.all_losses_csv, name="losses-csv"),
    path("units/<str:unit_id>/chain/", commanding.chain, name="unit-chain"),
    path("postings/<str:posting_id>/chain/", commanding.chain_from, name="posting-chain"),
    path("forces/structure/", structure.structure, name="structure"),
    path("forces/structure.svg", structure.structure_svg, name="structure-svg"),
    path("people/<str:person_id>/postings/", postings.add, name="person-posting"),
    path("postings/<str:posting_id>/correction/", postings.correct, name="posting-correct"),
]
