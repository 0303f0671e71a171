"""Makes the tables of the index, each database its own kind."""

from django.db import migrations

from weiqitong.search import engine


def create(apps, schema_editor):
    engine.create(schema_editor.connection)


def drop(apps, schema_editor):
    engine.drop(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(create, drop)]
