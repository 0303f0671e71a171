"""Addresses of the inbox and of what could not be delivered."""

from django.urls import path

from . import views

app_name = "notifications"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.notices_read, name="notices-read"),
    path("<int:pk>/read/", views.notice_read, name="notice-read"),
    path("how/", views.how, name="how"),
    path("robots/", views.robot_list, name="robots"),
    path("robots/<uuid:serial>/remove/", views.robot_remove, name="robot-remove"),
    path("inbound/", views.inbound, name="inbound"),
    path("undelivered/", views.undelivered, name="undelivered"),
    path("undelivered/<int:pk>/again/", views.letter_retry, name="letter-retry"),
    path("undelivered/<int:pk>/drop/", views.letter_drop, name="letter-drop"),
]
