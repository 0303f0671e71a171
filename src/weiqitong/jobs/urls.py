"""Addresses of background work."""

from django.urls import path

from . import views

app_name = "jobs"

urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("<int:pk>/progress.json", views.progress, name="progress"),
    path("<int:pk>/cancel/", views.cancel, name="job-cancel"),
    path("queue/", views.queue, name="queue"),
    path("queue/<uuid:row_id>/again/", views.again, name="job-again"),
]
