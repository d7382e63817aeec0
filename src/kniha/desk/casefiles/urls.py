"""Addresses of case files."""

from django.urls import path

from kniha.desk.casefiles import choosing, leaving, matrix, views

urlpatterns = [
    path("case-files/", views.case_files, name="case-files"),
    path("case-files/new/", views.new, name="new-case-file"),
    path("case-files/<str:case_file_id>/", views.case_file, name="case-file"),
    path("case-files/<str:case_file_id>/change/", views.change, name="case-file-change"),
    path("case-files/<str:case_file_id>/choose/", choosing.choose, name="case-file-choose"),
    path("case-files/<str:case_file_id>/items/<str:item_id>/take-out/", choosing.take_out, name="case-file-take-out"),
    path("case-files/<str:case_file_id>/matrix/", matrix.matrix, name="case-file-matrix"),
    path("case-files/<str:case_file_id>/matrix/<str:cell_id>/withdraw/", matrix.withdraw, name="case-cell-withdraw"),
    path("case-files/<str:case_file_id>/disclosure/", leaving.disclosure, name="case-file-disclosure"),
    path("case-files/<str:case_file_id>/deliveries/", leaving.deliveries, name="case-file-deliveries"),
    path("case-files/<str:case_file_id>/deliveries/<int:delivery>/acknowledge/", leaving.acknowledge, name="case-delivery-acknowledge"),
    path("case-files/<str:case_file_id>/deliveries/<int:delivery>/file/", leaving.file, name="case-delivery-file"),
]
