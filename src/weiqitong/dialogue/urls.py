"""Addresses of the direct line."""

from django.urls import path

from .views import desk, talking

app_name = "dialogue"

urlpatterns = [
    path("", talking.home, name="home"),
    path("waiting/", desk.waits, name="waiting"),
    path("settings/", desk.kept, name="kept"),
    path("settings/<str:code>/", desk.keep, name="keep"),
    path("m/<str:code>/", talking.message, name="message"),
    path("m/<str:code>/reply/", talking.reply, name="reply"),
    path("m/<str:code>/need/", talking.make_case, name="make-case"),
    path("m/<str:code>/hide/", talking.hide, name="hide"),
    path("m/<str:code>/show/", talking.show, name="show"),
    path("<str:code>/", talking.line, name="line"),
    path("<str:code>/latest/", talking.latest, name="latest"),
    path("<str:code>/post/", talking.post, name="post"),
    path("<str:code>/paste/", desk.paste, name="paste"),
    path("<str:code>/clients/", desk.clients, name="clients"),
]
