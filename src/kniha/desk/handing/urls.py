"""Addresses of handing out: the first's side, and what waits for a second."""

from django.urls import path

from kniha.desk.handing import first, views

urlpatterns = [
    path("handing/", views.waiting, name="handing"),
    path("handing/new/", first.new, name="handing-new"),
    path("handing/looks/<str:look_id>/", first.look, name="handing-look"),
    path("handing/looks/<str:look_id>/again/", first.again, name="handing-again"),
    path("handing/looks/<str:look_id>/out/", first.hand_out, name="handing-out"),
    path("handing/looks/<str:look_id>/second/", first.ask_second, name="handing-second"),
    path("handing/looks/<str:look_id>/file/", first.file, name="handing-file"),
    path("handing/looks/<str:look_id>/left-out.csv", first.left_out, name="handing-left-out"),
    path("handing/looks/<str:look_id>/forgetting/", first.forget, name="handing-forget"),
    path("handing/<str:agreement_id>/", views.asked, name="handing-asked"),
    path("handing/<str:agreement_id>/yes/", views.agree, name="handing-agree"),
    path("handing/<str:agreement_id>/no/", views.decline, name="handing-decline"),
    path("handing/<str:agreement_id>/withdrawal/", first.withdraw, name="handing-withdraw"),
]
