"""Addresses of the rules' pages, under a kind and a version's number."""

from django.urls import path

from . import views

app_name = "rules"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.kind, name="kind"),
    path("<str:code>/draft/", views.draft_new, name="draft-new"),
    path("<str:code>/<int:number>/", views.version, name="version"),
    path("<str:code>/<int:number>/download/", views.download, name="download"),
    path("<str:code>/<int:number>/upload/", views.upload, name="upload"),
    path("<str:code>/<int:number>/edit/", views.item_edit, name="item-edit"),
    path("<str:code>/<int:number>/publish/", views.publish, name="publish"),
    path("<str:code>/<int:number>/discard/", views.discard, name="discard"),
    path("<str:code>/<int:number>/against/<int:other>/", views.comparison, name="comparison"),
    path("<str:code>/<int:number>/items/<str:item_code>/", views.item, name="item"),
    path("<str:code>/<int:number>/items/<str:item_code>/drop/", views.item_drop, name="item-drop"),
]
