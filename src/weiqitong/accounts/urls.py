"""Addresses of accounts: the way in, one's own account, invitations, and the administrator's
people.
"""

from django.urls import path

from .views import away, invitations, own, people, signin

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signin.sign_in, name="sign-in"),
    path("sign-in/code/", signin.sign_in_code, name="sign-in-code"),
    path("sign-in/second-step/", signin.second_step, name="second-step"),
    path("sign-in/demo/", signin.demo_enter, name="demo-enter"),
    path("sign-out/", signin.sign_out, name="sign-out"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="password"),
    path("account/sessions/", own.end_session, name="session-end"),
    path("account/role/", own.switch, name="switch"),
    path("account/absence/", away.absence, name="absence"),
    path("account/absence/<int:pk>/", away.absence, name="person-absence"),
    path("account/absence/<uuid:serial>/end/", away.absence_end, name="absence-end"),
    path("duty/", away.roster, name="roster"),
    path("duty/<uuid:serial>/end/", away.duty_end, name="duty-end"),
    path("invitation/<str:token>/", invitations.accept, name="invitation"),
    path("clients/<str:code>/people/", invitations.client_people, name="client-people"),
    path("colleagues/", invitations.colleagues, name="colleagues"),
    path("people/", people.people_list, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/account/", people.make_account, name="person-account"),
    path("people/<int:pk>/grant/<str:kind>/", people.grant, name="person-grant"),
    path("people/<int:pk>/revoke/<uuid:serial>/", people.revoke, name="person-revoke"),
    path("people/<int:pk>/act/", people.act, name="person-act"),
]
