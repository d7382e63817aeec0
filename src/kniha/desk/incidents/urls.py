"""Addresses of incidents."""

from django.urls import path

from kniha.desk.incidents import changing, joining, listing, proof, record, review

urlpatterns = [
    path("", listing.incidents, name="incidents"),
    path("table.csv", listing.incidents_csv, name="incidents-csv"),
    path("table.xlsx", listing.incidents_xlsx, name="incidents-xlsx"),
    path("open/<str:account_id>/", changing.open_from, name="incident-open"),
    path("<str:number>/", record.incident, name="incident"),
    path("<str:number>/conclusion/", changing.conclude, name="incident-conclude"),
    path("<str:number>/accounts/", joining.join, name="incident-join"),
    path("<str:number>/acts/", changing.add_act, name="incident-act"),
    path("<str:number>/acts/<str:act_id>/injury/", changing.add_injury, name="incident-injury"),
    path("<str:number>/acts/<str:act_id>/involvement/", changing.add_involvement, name="incident-involvement"),
    path("<str:number>/acts/<str:act_id>/withdrawal/", changing.withdraw_act, name="incident-withdraw"),
    path("<str:number>/review/", review.send, name="incident-send"),
    path("<str:number>/decision/", review.decide, name="incident-decide"),
    path("<str:number>/proof/", proof.proof, name="incident-proof"),
    path("<str:number>/proof/file/", proof.proof_file, name="incident-proof-file"),
]
