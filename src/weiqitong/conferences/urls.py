"""Addresses of conferences."""

from django.urls import path

from .views import minuting, preparing, reading

app_name = "conferences"

urlpatterns = [
    path("", reading.conferences, name="conferences"),
    path("new/", preparing.new, name="conference-new"),
    path("<str:number>/", reading.conference, name="conference"),
    path("<str:number>/call/", preparing.call, name="conference-call"),
    path("<str:number>/agenda/", preparing.agenda, name="conference-agenda"),
    path("<str:number>/put/", preparing.put, name="conference-put"),
    path("<str:number>/units/", preparing.invite, name="conference-invite"),
    path("<str:number>/units/<int:participant>/", preparing.say, name="conference-say"),
    path("<str:number>/minutes/", minuting.minutes, name="conference-minutes"),
    path("<str:number>/cancel/", preparing.cancel, name="conference-cancel"),
    path("<str:number>/close/", preparing.close, name="conference-close"),
    path("<str:number>/paper/<str:kind>/", reading.paper, name="conference-paper"),
]
