"""Addresses of cases: desk, phone, drafts."""

from django.urls import path

from .views import (
    desk_batches,
    desk_behind,
    desk_calls,
    desk_case,
    desk_entry,
    desk_letters,
    desk_merging,
    desk_precedents,
    phone_case,
)
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
    path("batches/", desk_batches.batches, name="batches"),
    path("batches/units/", desk_batches.units, name="batch-units"),
    path("batches/dispatch/", desk_batches.dispatch_many, name="batch-dispatch"),
    path("batches/hand-over/", desk_batches.hand_over_many, name="batch-hand-over"),
    path("batches/<int:pk>/", desk_batches.batch, name="batch"),
    path("batches/<int:pk>/start/", desk_batches.start, name="batch-start"),
    path("batches/<int:pk>/drop/", desk_batches.drop, name="batch-drop"),
    path("batches/<int:pk>/undo/", desk_batches.undo, name="batch-undo"),
    path("departments/<str:code>/merge/", desk_merging.merge, name="merge"),
    path("cases/draft/<path:key>", desk_case.draft, name="draft"),
    path("cases/<str:number>/sheet/", desk_case.sheet, name="sheet"),
    path("cases/<str:number>/behind/", desk_behind.behind, name="behind"),
    path("cases/<str:number>/release/", desk_behind.release, name="release"),
    path("cases/<str:number>/letter/<int:seq>/", desk_letters.letter, name="letter"),
    path("cases/<str:number>/letter/<int:seq>/docx/", desk_letters.letter_docx, name="letter-docx"),
    path("cases/<str:number>/units/", desk_case.units, name="units"),
    path("cases/<str:number>/<str:action>/", phone_case.act, name="act"),
]
