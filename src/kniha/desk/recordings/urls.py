"""Addresses of cameras, recordings and footage."""

from django.urls import path

from kniha.desk.recordings import batches, cameras, changing, following, footage, writing

urlpatterns = [
    path("cameras/", cameras.cameras, name="cameras"),
    path("cameras/table.csv", cameras.cameras_csv, name="cameras-csv"),
    path("cameras/new/", changing.register, name="camera-new"),
    path("cameras/parts/<str:camera_part>/<str:camera_part_id>/withdrawal/", changing.withdraw, name="camera-withdraw"),
    path("cameras/<str:camera_id>/", cameras.camera, name="camera"),
    path("cameras/<str:camera_id>/description/", changing.describe, name="camera-describe"),
    path("cameras/<str:camera_id>/positions/", changing.place, name="camera-place"),
    path("cameras/<str:camera_id>/clock/", changing.clock, name="camera-clock"),
    path("cameras/<str:camera_id>/comparison/", changing.compare, name="camera-compare"),
    path("recordings/", footage.recordings, name="recordings"),
    path("recordings/table.csv", footage.recordings_csv, name="recordings-csv"),
    path("recordings/new/", writing.enter, name="recording-new"),
    path("recordings/<str:recording_id>/", footage.recording, name="recording"),
    path("recordings/<str:recording_id>/correction/", writing.correct, name="recording-correct"),
    path("recordings/<str:recording_id>/way/", following.way, name="recording-way"),
    path("recordings/<str:recording_id>/request/", following.step, name="recording-step"),
    path("recordings/<str:recording_id>/receipt/", following.receive, name="recording-receive"),
    path("recordings/<str:recording_id>/withdrawal/", following.withdraw, name="recording-withdraw"),
    path("batches/", batches.batches, name="batches"),
    path("batches/<str:batch_id>/", batches.batch, name="batch"),
    path("batches/<str:batch_id>/rows/<int:row_key>/", batches.take, name="batch-row"),
    path("footage/", footage.footage, name="footage"),
    path("footage/table.csv", footage.footage_csv, name="footage-csv"),
]
