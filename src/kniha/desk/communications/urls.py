"""Addresses of call signs and messages."""

from django.urls import path

from kniha.desk.communications import messages, signs, writing

urlpatterns = [
    path("units/<str:unit_id>/call-signs/", signs.enter, name="unit-sign"),
    path("call-signs/<str:sign_id>/withdrawal/", signs.withdraw, name="sign-withdraw"),
    path("communications/", messages.communications, name="communications"),
    path("communications/table.csv", messages.communications_csv, name="communications-csv"),
    path("communications/new/", writing.enter, name="communication-new"),
    path("communications/speakers/", messages.look, name="communications-look"),
    path("communications/translations/<str:translation_id>/withdrawal/", writing.withdraw_translation, name="translation-withdraw"),
    path("batches/<str:batch_id>/messages/<int:row_key>/", messages.take, name="batch-message"),
    path("communications/<str:communication_id>/", messages.communication, name="communication"),
    path("communications/<str:communication_id>/correction/", writing.correct, name="communication-correct"),
    path("communications/<str:communication_id>/translations/", writing.translate, name="communication-translate"),
    path("communications/<str:communication_id>/withdrawal/", writing.withdraw, name="communication-withdraw"),
]
