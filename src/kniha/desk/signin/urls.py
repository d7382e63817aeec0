"""Of allauth's pages only those that a registrar needs: no sign-up, no e-mail, no reset by e-mail."""

from allauth.account import views
from django.urls import include, path

urlpatterns = [
    path("in/", views.login, name="account_login"),
    path("out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.password_change, name="account_change_password"),
    path("second/", include("allauth.mfa.urls")),
]
