"""Addresses of incidents."""

from django.urls import path

from kniha.desk.forces import reaching
from kniha.desk.incidents import changing, comparison, involvement, joining, listing, proof, record, review, surrounding

urlpatterns = [
    path("", listing.incidents, name="incidents"),
    path("table.csv", listing.incidents_csv, name="incidents-csv"),
    path("table.xlsx", listing.incidents_xlsx, name="incidents-xlsx"),
    path("open/<str:account_id>/", changing.open_from, name="incident-open"),
    path("involvements/<str:involvement_id>/", involvement.involvement, name="involvement"),
    path("involvements/<str:involvement_id>/change/", involvement.change, name="involvement-change"),
    path("involvements/<str:involvement_id>/evidence/", involvement.weigh, name="involvement-weigh"),
    path("involvements/<str:involvement_id>/opinion/", involvement.judge, name="involvement-judge"),
    path("involvements/<str:involvement_id>/outcome/", involvement.follow, name="involvement-follow"),
    path("involvements/<str:involvement_id>/withdrawal/", involvement.close, name="involvement-close"),
    path("parts/<str:part>/<str:part_id>/withdrawal/", surrounding.take_back, name="part-withdraw"),
    path("<str:number>/", record.incident, name="incident"),
    path("<str:number>/comparison/", comparison.comparison, name="incident-comparison"),
    path("<str:number>/forces/", reaching.forces, name="incident-forces"),
    path("<str:number>/links/", surrounding.link, name="incident-link"),
    path("<str:number>/detentions/", surrounding.add_detention, name="incident-detention"),
    path("<str:number>/proceedings/", surrounding.add_proceeding, name="incident-proceeding"),
    path("<str:number>/context/", surrounding.add_context, name="incident-context"),
    path("<str:number>/conclusion/", changing.conclude, name="incident-conclude"),
    path("<str:number>/accounts/", joining.join, name="incident-join"),
    path("<str:number>/acts/", changing.add_act, name="incident-act"),
    path("<str:number>/acts/<str:act_id>/change/", changing.change_act, name="incident-act-change"),
    path("<str:number>/acts/<str:act_id>/unit/", involvement.add_unit, name="incident-unit"),
    path("<str:number>/acts/<str:act_id>/injury/", changing.add_injury, name="incident-injury"),
    path("<str:number>/acts/<str:act_id>/involvement/", changing.add_involvement, name="incident-involvement"),
    path("<str:number>/acts/<str:act_id>/withdrawal/", changing.withdraw_act, name="incident-withdraw"),
    path("<str:number>/review/", review.send, name="incident-send"),
    path("<str:number>/decision/", review.decide, name="incident-decide"),
    path("<str:number>/proof/", proof.proof, name="incident-proof"),
    path("<str:number>/proof/file/", proof.proof_file, name="incident-proof-file"),
]
