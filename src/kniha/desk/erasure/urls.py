"""Addresses of erasures and holds."""

from django.urls import path

from kniha.desk.erasure import asking, deciding, holds

urlpatterns = [
    path("statements/<str:statement_id>/erasure/", asking.ask("statement"), name="erase-statement"),
    path("people/<str:person_id>/erasure/", asking.ask("person"), name="erase-person"),
    path("exhibits/<str:exhibit_id>/erasure/", asking.ask("exhibit"), name="erase-exhibit"),
    path("things/<str:thing_id>/erasure/", asking.ask("thing"), name="erase-thing"),
    path("statements/<str:statement_id>/hold/", holds.place("statement"), name="hold-statement"),
    path("people/<str:person_id>/hold/", holds.place("person"), name="hold-person"),
    path("exhibits/<str:exhibit_id>/hold/", holds.place("exhibit"), name="hold-exhibit"),
    path("things/<str:thing_id>/hold/", holds.place("thing"), name="hold-thing"),
    path("erasures/", deciding.erasures, name="erasures"),
    path("erasures/<str:erasure_id>/", deciding.erasure, name="erasure"),
    path("erasures/<str:erasure_id>/agreement/", deciding.agree, name="erasure-agree"),
    path("erasures/<str:erasure_id>/refusal/", deciding.decline, name="erasure-decline"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<str:hold_id>/", holds.hold, name="hold"),
    path("holds/<str:hold_id>/another/", holds.another, name="hold-another"),
    path("holds/<str:hold_id>/review/", holds.review, name="hold-review"),
    path("holds/<str:hold_id>/proposal/", holds.propose, name="hold-propose"),
    path("holds/<str:hold_id>/keeping/", holds.keep, name="hold-keep"),
    path("holds/<str:hold_id>/lifting/", holds.lift, name="hold-lift"),
    path("holds/<str:hold_id>/words/", holds.read, name="hold-read"),
    path("holds/<str:hold_id>/files/<str:exhibit_id>/", holds.file, name="hold-file"),
]
