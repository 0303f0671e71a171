"""Addresses of the phone pages of cases, for the enterprise and its specialist."""

from django.urls import URLPattern, path

from . import phone_case, phone_link, phone_list, phone_lower, phone_report, phone_sending

urlpatterns: list[URLPattern] = [
    path("report/", phone_report.what, name="report"),
    path("report/discard/", phone_report.discard, name="report-discard"),
    path("report/more/", phone_report.more, name="report-more"),
    path("report/check/", phone_sending.check, name="report-check"),
    path("report/<str:number>/received/", phone_sending.received, name="received"),
    path("w/<str:token>/", phone_link.link, name="link"),
    path("w/<str:token>/file/<int:file_id>/", phone_link.link_file, name="link-file"),
    path("cases/", phone_list.mine, name="mine"),
    # One address for everybody: notices lead to it, whoever opens them.
    path("cases/<str:number>/", phone_case.case, name="case"),
    path("cases/<str:number>/verdict/", phone_case.verdict, name="verdict"),
    path("cases/<str:number>/confirm/", phone_case.confirm, name="confirm"),
    path("cases/<str:number>/reply/", phone_case.reply, name="reply"),
    path("cases/<str:number>/withdraw/", phone_case.step, {"name": "withdraw"}, name="withdraw"),
    path("cases/<str:number>/hurry/", phone_case.step, {"name": "hurry"}, name="hurry"),
    path("cases/<str:number>/lower/", phone_lower.lower, name="lower"),
    path("cases/<str:number>/appeal/", phone_case.step, {"name": "appeal"}, name="appeal"),
]
