"""Addresses of exhibits."""

from django.urls import path

from kniha.desk.exhibits import chain_views, likeness_views, mask_views, views, work_views

urlpatterns = [
    path("exhibits/<str:exhibit_id>/", views.exhibit, name="exhibit"),
    path("exhibits/<str:exhibit_id>/view/", views.view, name="exhibit_view"),
    path("exhibits/<str:exhibit_id>/made/<str:made_name>/", views.made, name="exhibit_made"),
    path("exhibits/<str:exhibit_id>/played/", views.played, name="exhibit_played"),
    path("exhibits/<str:exhibit_id>/original/", views.original, name="exhibit_original"),
    path("exhibits/<str:exhibit_id>/working/", work_views.work, name="exhibit-work"),
    path("exhibits/<str:exhibit_id>/transcript/", work_views.transcript, name="exhibit-transcript"),
    path("exhibits/<str:exhibit_id>/notes/<str:note_id>/translation/", work_views.translate, name="note-translation"),
    path("exhibits/<str:exhibit_id>/notes/<str:note_id>/withdrawal/", work_views.withdraw, name="note-withdrawal"),
    path("exhibits/<str:exhibit_id>/masking/", mask_views.masks, name="exhibit-masking"),
    path("exhibits/<str:exhibit_id>/masking/<str:copy_id>/", mask_views.mask, name="masked-copy"),
    path("exhibits/<str:exhibit_id>/masking/<str:copy_id>/keeping/", mask_views.keep, name="masked-copy-keep"),
    path("exhibits/<str:exhibit_id>/masking/<str:copy_id>/file/", mask_views.file, name="masked-copy-file"),
    path("likenesses/", likeness_views.likenesses, name="likenesses"),
    path("exhibits/<str:exhibit_id>/beside/<str:other_id>/", likeness_views.pair, name="exhibit-beside"),
    path("exhibits/<str:exhibit_id>/chain/", chain_views.chain, name="exhibit-chain"),
    path("exhibits/<str:exhibit_id>/cover/", views.cover, name="exhibit_cover"),
]
