"""Registers the app with Django."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "weiqitong.workbench"
    label = "workbench"
