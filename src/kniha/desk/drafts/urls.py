"""The address of forms that are kept."""

from django.urls import path

from kniha.desk.drafts import views

urlpatterns = [path("drafts/", views.drafts, name="drafts")]
