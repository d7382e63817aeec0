"""Addresses of what waits for a second."""

from django.urls import path

from kniha.desk.handing import views

urlpatterns = [
    path("handing/", views.waiting, name="handing"),
    path("handing/<str:agreement_id>/", views.asked, name="handing-asked"),
    path("handing/<str:agreement_id>/yes/", views.agree, name="handing-agree"),
    path("handing/<str:agreement_id>/no/", views.decline, name="handing-decline"),
]
