"""Addresses of supervision orders, referrals, the batch of nudges and reports of retaliation."""

from django.urls import path

from . import inspection_views as inspection
from . import views, views_referrals

app_name = "oversight"

urlpatterns = [
    path("", views.orders, name="orders"),
    path("nudge/", views.nudge_many, name="nudge-many"),
    path("retaliation/", inspection.reports, name="retaliations"),
    path("retaliation/new/", inspection.new, name="retaliation-new"),
    path("retaliation/<str:number>/", inspection.report, name="retaliation"),
    path("retaliation/<str:number>/reply/", inspection.reply, name="retaliation-reply"),
    path("retaliation/<str:number>/note/", inspection.note, name="retaliation-note"),
    path("retaliation/<str:number>/conclude/", inspection.conclude, name="retaliation-conclude"),
    path("retaliation/<str:number>/add/", inspection.add, name="retaliation-add"),
    path("new/<str:number>/", views.new, name="order-new"),
    path("referrals/", views_referrals.referrals, name="referrals"),
    path("referrals/<str:number>/", views_referrals.referral, name="referral"),
    path("referrals/<str:number>/state/", views_referrals.state, name="referral-state"),
    path("referrals/<str:number>/hand-on/", views_referrals.hand_on, name="referral-hand"),
    path("referrals/<str:number>/return/", views_referrals.came_back, name="referral-return"),
    path("referrals/<str:number>/end/", views_referrals.close, name="referral-close"),
    path("referrals/<str:number>/paper/", views_referrals.paper, name="referral-paper"),
    path("<str:number>/", views.order, name="order"),
    path("<str:number>/reply/", views.reply, name="order-reply"),
    path("<str:number>/end/", views.close, name="order-close"),
    path("<str:number>/paper/", views.paper, name="order-paper"),
]
