"""Addresses of cases: desk, phone, drafts."""

from django.urls import path

from .views import desk_case
from .views.phone_urls import urlpatterns as phone

app_name = "cases"

urlpatterns = [
    *phone,
    path("cases/<str:number>/", desk_case.case, name="case"),
]
