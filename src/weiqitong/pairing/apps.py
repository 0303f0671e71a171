"""Registers the app with Django."""

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "weiqitong.pairing"
    label = "pairing"
