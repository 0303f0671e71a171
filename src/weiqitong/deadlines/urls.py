"""Addresses of the working calendar."""

from django.urls import path

from . import views

app_name = "deadlines"

urlpatterns = [
    path("", views.year_list, name="years"),
    path("upload/", views.year_upload, name="year-upload"),
    path("load/", views.year_load, name="year-load"),
    path("<int:year>/", views.year, name="year"),
    path("<int:year>/template/", views.year_template, name="year-template"),
]
