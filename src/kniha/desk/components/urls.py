"""The address of the components."""

from django.urls import path

from kniha.desk.components import views

urlpatterns = [path("components/", views.components, name="components")]
