"""Addresses of pairings."""

from django.urls import path

from . import views

app_name = "pairing"

urlpatterns = [
    path("", views.pairings, name="pairings"),
    path("<str:code>/", views.client, name="client"),
    path("<str:code>/<uuid:serial>/end/", views.end, name="pairing-end"),
]
