"""Addresses of tokens."""

from django.urls import path

from kniha.desk.tokens import views

urlpatterns = [
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new/", views.new, name="token-new"),
    path("tokens/<str:token_id>/revocation/", views.revoke, name="token-revoke"),
]
