"""Addresses of the city's facts and of bringing them in."""

from django.urls import path

from .views import clients, imports, officials, partners, places

app_name = "directory"

urlpatterns = [
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.client_new, name="client-new"),
    path("clients/<str:code>/", clients.client, name="client"),
    path("clients/<str:code>/edit/", clients.client_edit, name="client-edit"),
    path("clients/<str:code>/contacts/new/", clients.contact_new, name="contact-new"),
    path("clients/<str:code>/contacts/<int:pk>/", clients.contact_edit, name="contact-edit"),
    path("clients/<str:code>/contacts/<int:pk>/end/", clients.contact_end, name="contact-end"),
    path("clients/<str:code>/contacts/<int:pk>/look/", clients.contact_look, name="contact-look"),
    path("regions/", places.regions, name="regions"),
    path("regions/new/", places.region_new, name="region-new"),
    path("regions/<str:code>/", places.region, name="region"),
    path("regions/<str:code>/new/", places.region_new, name="region-new-below"),
    path("departments/", places.departments, name="departments"),
    path("departments/new/", places.department_new, name="department-new"),
    path("departments/<str:code>/", places.department, name="department"),
    path("departments/<str:code>/edit/", places.department_edit, name="department-edit"),
    path("departments/<str:code>/sections/new/", places.department_new, name="section-new"),
    path("departments/<str:code>/members/", partners.members, name="members"),
    path(
        "departments/<str:code>/members/<uuid:serial>/end/", partners.member_end, name="member-end"
    ),
    path("officials/", officials.officials, name="officials"),
    path("officials/new/", officials.official_new, name="official-new"),
    path("officials/<str:code>/", officials.official, name="official"),
    path("officials/<str:code>/edit/", officials.official_edit, name="official-edit"),
    path("officials/<str:code>/look/", officials.official_look, name="official-look"),
    path("imports/", imports.imports, name="imports"),
    path("imports/templates/<str:kind>.xlsx", imports.import_template, name="import-template"),
    path("imports/<int:pk>/", imports.import_page, name="import-page"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import-columns"),
    path("imports/<int:pk>/load/", imports.import_load, name="import-load"),
]
