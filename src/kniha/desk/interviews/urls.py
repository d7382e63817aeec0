"""Addresses of interviews."""

from django.urls import path

from kniha.desk.interviews import brought, field_forms, tying, views

urlpatterns = [
    path("interviews/", views.interview, name="interview"),
    path("people/<str:person_id>/interviews/", views.again, name="interview-again"),
    path("people/<str:person_id>/permissions/", views.allow, name="interview-allow"),
    path("interviews/field/", field_forms.field_forms, name="field-forms"),
    path("interviews/field/<str:form_id>/withdraw/", field_forms.withdraw, name="field-form-withdraw"),
    path("people/<str:person_id>/interviews/field/", field_forms.field_form_for, name="field-form-for"),
    path("statements/<str:statement_id>/source/", tying.tie, name="interview-tie"),
    path("interviews/brought/", brought.brought, name="brought"),
    path("interviews/held/<str:held_id>/again/", brought.again, name="held-again"),
    path("interviews/held/<str:held_id>/let-in/", brought.let_in, name="held-let-in"),
]
