"""Addresses of cases: desk, phone, drafts."""

from django.urls import path

from .views import desk_calls, desk_case, desk_entry, desk_precedents, phone_case
from .views.phone_urls import urlpatterns as phone

app_name = "cases"

urlpatterns = [
    path("cases/new/", desk_entry.enter, name="enter"),
    *phone,
    path("precedents/", desk_precedents.precedents, name="precedents"),
    path("precedents/<int:pk>/withdraw/", desk_precedents.withdraw, name="precedent-withdraw"),
    path("calls/", desk_calls.calls, name="calls"),
    path("calls/<str:number>/", desk_calls.call, name="call"),
    path("calls/<str:number>/number/", desk_calls.call_number, name="call-number"),
    path("cases/draft/<path:key>", desk_case.draft, name="draft"),
    path("cases/<str:number>/sheet/", desk_case.sheet, name="sheet"),
    path("cases/<str:number>/units/", desk_case.units, name="units"),
    path("cases/<str:number>/<str:action>/", phone_case.act, name="act"),
]
