"""Addresses of instructions and delegations."""

from django.urls import path

from .views import delegations, instructions

app_name = "instructions"

urlpatterns = [
    path("", instructions.instructions, name="instructions"),
    path("new/", instructions.new, name="instruction-new"),
    path("new/<str:number>/", instructions.new_on_case, name="instruction-on-case"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/<uuid:serial>/withdraw/", delegations.withdraw, name="delegation-withdraw"),
    path("<str:number>/", instructions.instruction, name="instruction"),
    path("<str:number>/close/", instructions.close, name="instruction-close"),
    path("<str:number>/report/", instructions.report, name="instruction-report"),
]
