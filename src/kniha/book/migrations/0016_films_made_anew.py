"""Films and sounds are looked at once more by the worker, for copies that browsers can play. What was made of them stays."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q


def begin_again(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """How far the worker is, is derived: without the row it begins again, and keeps what is there."""
    films = Q(exhibit__media_type__startswith="video/") | Q(exhibit__media_type__startswith="audio/")
    apps.get_model("book", "Making").objects.using(editor.connection.alias).filter(films).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0015_notices"),
    ]

    operations = [migrations.RunPython(begin_again, migrations.RunPython.noop)]
