"""Registers the app with Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "weiqitong.config"
    label = "config"
