"""Addresses of cases: desk, phone, drafts."""

from django.urls import path

from .views import desk_case, desk_letters, desk_precedents, phone_case
from .views.phone_urls import urlpatterns as phone

app_name = "cases"

urlpatterns = [
    *phone,
    path("precedents/", desk_precedents.precedents, name="precedents"),
    path("precedents/<int:pk>/withdraw/", desk_precedents.withdraw, name="precedent-withdraw"),
    path("cases/draft/<path:key>", desk_case.draft, name="draft"),
    path("cases/<str:number>/sheet/", desk_case.sheet, name="sheet"),
    path("cases/<str:number>/letter/<int:seq>/", desk_letters.letter, name="letter"),
    path("cases/<str:number>/letter/<int:seq>/docx/", desk_letters.letter_docx, name="letter-docx"),
    path("cases/<str:number>/units/", desk_case.units, name="units"),
    path("cases/<str:number>/<str:action>/", phone_case.act, name="act"),
]
