"""Addresses of the phone pages of cases, for the enterprise and its specialist."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
