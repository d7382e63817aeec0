"""Tells Django of the intake."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The intake's one application."""

    name = "kniha.intake"
    label = "intake"
