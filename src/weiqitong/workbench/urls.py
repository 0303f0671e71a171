"""Addresses of homes, lists, search and exports."""

from django.urls import path

from .views import export, find, home, parked, phone_home, queue

app_name = "workbench"

urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("all/", queue.every, name="all"),
    path("all/units/", queue.units, name="units"),
    path("all/view/", queue.keep_view, name="view-keep"),
    path("all/register/", export.begin, name="register"),
    path("parked/", parked.parked, name="parked"),
    path("find/", find.find, name="find"),
    # phone
    path("card/", phone_home.card, name="card"),
]
