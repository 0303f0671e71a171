"""Addresses of task forces."""

from django.urls import path

from . import views

app_name = "taskforces"

urlpatterns = [
    path("", views.taskforces, name="taskforces"),
    path("new/", views.new, name="taskforce-new"),
    path("<int:pk>/", views.taskforce, name="taskforce"),
    path("<int:pk>/<str:act>/", views.change, name="taskforce-change"),
]
