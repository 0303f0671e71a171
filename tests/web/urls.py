"""Addresses for the tests of `web` alone: its own pages, and pages that go wrong."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, Stale
from weiqitong.web.forms import Form, TextField
from weiqitong.web.http import page


class Typed(Form):
    text = TextField(min_length=3)
    note = forms.CharField(required=False)


def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign in")


@page()
def write(request: HttpRequest) -> HttpResponse:
    form = Typed(request.POST or None)
    return HttpResponse("taken: " + form["text"].value() if form.is_valid() else "not taken")


@page(Role.COORDINATOR)
def office_only(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@page()
def stale(request: HttpRequest) -> HttpResponse:
    raise Stale("Hu Zhiyuan has just changed this case.")


@page()
def bad(request: HttpRequest) -> HttpResponse:
    raise BadInput("The credit code has 17 characters instead of 18.", field="code")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


def phone(request: HttpRequest) -> HttpResponse:
    return render(request, "web/phone.html")


def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "web/desk.html")


accounts = ([path("sign-in/", sign_in, name="sign-in")], "accounts")
urlpatterns = [
    path("", include("weiqitong.web.urls")),
    path("accounts/", include(accounts)),
    path("write/", write),
    path("office/", office_only),
    path("stale/", stale),
    path("bad/", bad),
    path("breaks/", breaks),
    path("phone/", phone),
    path("desk/", desk),
]
handler400 = "weiqitong.web.views.errors.bad_request"
handler403 = "weiqitong.web.views.errors.forbidden"
handler404 = "weiqitong.web.views.errors.not_found"
handler500 = "weiqitong.web.views.errors.failed"
