"""Registers the app with Django."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "weiqitong.deadlines"
    label = "deadlines"
