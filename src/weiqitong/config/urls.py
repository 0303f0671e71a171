"""All addresses: each app brings its own under its own name."""

from django.urls import include, path

urlpatterns = [
    path("", include("weiqitong.cases.urls")),
    path("", include("weiqitong.workbench.urls")),
    path("supervision/", include("weiqitong.oversight.urls")),
    path("conferences/", include("weiqitong.conferences.urls")),
    path("taskforces/", include("weiqitong.taskforces.urls")),
    path("instructions/", include("weiqitong.instructions.urls")),
    path("items/", include("weiqitong.items.urls")),
    path("line/", include("weiqitong.dialogue.urls")),
    path("", include("weiqitong.web.urls")),
    path("", include("weiqitong.accounts.urls")),
    path("", include("weiqitong.files.urls")),
    path("", include("weiqitong.directory.urls")),
    path("pairings/", include("weiqitong.pairing.urls")),
    path("work/", include("weiqitong.jobs.urls")),
    path("notices/", include("weiqitong.notifications.urls")),
    path("rules/", include("weiqitong.rules.urls")),
    path("calendar/", include("weiqitong.deadlines.urls")),
]

handler400 = "weiqitong.web.views.errors.bad_request"
handler403 = "weiqitong.web.views.errors.forbidden"
handler404 = "weiqitong.web.views.errors.not_found"
handler500 = "weiqitong.web.views.errors.failed"
