"""Registers the app with Django, and finds the `jobs` module of every app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "weiqitong.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")
