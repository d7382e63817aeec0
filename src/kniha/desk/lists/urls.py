"""Addresses of lists."""

from django.urls import path

from kniha.desk.lists import views

urlpatterns = [
    path("lists/", views.brought_lists, name="lists"),
    path("lists/empty/<str:name>.csv", views.empty_table, name="list-empty"),
    path("lists/<str:list_id>/", views.brought_list, name="list"),
    path("lists/<str:list_id>/mapping/", views.choose, name="list-mapping"),
    path("lists/<str:list_id>/yes/", views.confirm, name="list-confirm"),
    path("lists/<str:list_id>/stop/", views.stop, name="list-stop"),
    path("lists/<str:list_id>/on/", views.go_on, name="list-go-on"),
    path("lists/<str:list_id>/forgetting/", views.forget, name="list-forget"),
    path("lists/<str:list_id>/report.csv", views.report, name="list-report"),
]
