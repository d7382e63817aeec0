"""Addresses of call signs and messages."""

from django.urls import path

from kniha.desk.communications import signs

urlpatterns = [
    path("units/<str:unit_id>/call-signs/", signs.enter, name="unit-sign"),
    path("call-signs/<str:sign_id>/withdrawal/", signs.withdraw, name="sign-withdraw"),
]
