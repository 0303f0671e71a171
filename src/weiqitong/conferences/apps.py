"""Conferences on cases: who meets, agenda, minutes, and the items decided."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "weiqitong.conferences"
    label = "conferences"
