"""Addresses of persons."""

from django.urls import path

from kniha.desk.people import describing, listing, referrals, views

urlpatterns = [
    path("people/", listing.people, name="people"),
    path("people.csv", listing.people_csv, name="people-csv"),
    path("people.xlsx", listing.people_xlsx, name="people-xlsx"),
    path("people/<str:person_id>/", views.person, name="person"),
    path("people/<str:person_id>/names/", describing.add_name, name="person-name"),
    path("people/<str:person_id>/description/", describing.describe, name="person-describe"),
    path("people/<str:person_id>/risk/", views.risk, name="assess_risk"),
    path("people/<str:person_id>/contact/", views.contact, name="note_contact"),
    path("people/<str:person_id>/referrals/", referrals.offer, name="referral-offer"),
    path("referrals/<str:referral_id>/", referrals.follow, name="referral-follow"),
    path("sealed/<str:field_id>/", views.unseal, name="unseal"),
]
