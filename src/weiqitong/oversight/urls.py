"""Addresses of supervision orders and of the batch of nudges."""

from django.urls import path

from . import views

app_name = "oversight"

urlpatterns = [
    path("", views.orders, name="orders"),
    path("nudge/", views.nudge_many, name="nudge-many"),
    path("new/<str:number>/", views.new, name="order-new"),
    path("<str:number>/", views.order, name="order"),
    path("<str:number>/reply/", views.reply, name="order-reply"),
    path("<str:number>/end/", views.close, name="order-close"),
    path("<str:number>/paper/", views.paper, name="order-paper"),
]
