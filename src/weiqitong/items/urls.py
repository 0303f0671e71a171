"""Addresses of items."""

from django.urls import path

from . import views

app_name = "items"

urlpatterns = [
    path("", views.items, name="items"),
    path("units/", views.units, name="units"),
    path("<int:pk>/", views.item, name="item"),
    path("<int:pk>/<str:action>/", views.act, name="item-act"),
]
