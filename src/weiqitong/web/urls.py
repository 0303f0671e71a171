"""Addresses of the frame's own pages."""

from django.urls import path

from .views import pages, styleguide

app_name = "web"

urlpatterns = [
    path("language/", pages.language, name="language"),
    path("healthz", pages.healthz, name="healthz"),
    path("typed-before/", pages.stashed, name="stash"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
