"""Addresses of exhibits."""

from django.urls import path

from kniha.desk.exhibits import chain_views, views

urlpatterns = [
    path("exhibits/<str:exhibit_id>/", views.exhibit, name="exhibit"),
    path("exhibits/<str:exhibit_id>/view/", views.view, name="exhibit_view"),
    path("exhibits/<str:exhibit_id>/original/", views.original, name="exhibit_original"),
    path("exhibits/<str:exhibit_id>/chain/", chain_views.chain, name="exhibit-chain"),
    path("exhibits/<str:exhibit_id>/cover/", views.cover, name="exhibit_cover"),
]
