"""The addresses of the intake."""

from django.urls import path, re_path

from kniha.intake import answers, coming_back, couriers, envelopes, letters, pages

urlpatterns = [
    path("", pages.choose, name="choose"),
    re_path(r"^(?P<language>be|ru|en)/$", pages.letter, name="letter"),
    re_path(r"^(?P<language>be|ru|en)/report$", letters.receive, name="report"),
    re_path(r"^(?P<language>be|ru|en)/answers$", answers.answers, name="answers"),
    re_path(r"^(?P<language>be|ru|en)/back$", coming_back.come_back, name="back"),
    path("mailbox", answers.mailbox, name="mailbox"),
    path("envelopes", envelopes.receive, name="envelopes"),
    re_path(r"^begun/(?P<envelope>[0-9a-f]{32})$", envelopes.begun_so_far),
    re_path(r"^task/(?P<size>[0-9]{1,12})$", envelopes.work),
    path("courier/envelopes", couriers.envelopes),
    re_path(r"^courier/envelopes/(?P<envelope>[0-9a-f]{32})$", couriers.envelope),
    path("courier/confirmations", couriers.confirmations),
    path("courier/replies", couriers.replies),
    path("courier/acknowledgement-keys", couriers.acknowledgement_keys),
    path("courier/grants", couriers.grants),
]

handler400 = "kniha.intake.faults.bad_request"
handler404 = "kniha.intake.faults.not_found"
handler500 = "kniha.intake.faults.server_error"
