"""The first tables. On SQLite they are made WITHOUT ROWID: a hidden row number would tell in which order reports came."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_tables(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Envelope", "Confirmation", "Reply"):
        model = apps.get_model("intake", name)
        if editor.connection.vendor != "sqlite":
            editor.create_model(model)
            continue
        statement, parameters = editor.table_sql(model)
        editor.execute(f"{statement} WITHOUT ROWID", parameters or None)


def drop_tables(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Reply", "Confirmation", "Envelope"):
        editor.delete_model(apps.get_model("intake", name))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                        ("received_day", models.DateField()),
                        ("size_class", models.BigIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("size_class__gt", 0)), name="envelope_has_a_size")]
                    },
                ),
                migrations.CreateModel(
                    name="Confirmation",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "envelope_id", "courier", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("courier", models.CharField(max_length=32)),
                        ("envelope", models.ForeignKey(on_delete=models.deletion.CASCADE, to="intake.envelope")),
                    ],
                ),
                migrations.CreateModel(
                    name="Reply",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey("mailbox", "digest", blank=True, editable=False, primary_key=True, serialize=False),
                        ),
                        ("mailbox", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                        ("verifier", models.CharField(max_length=64)),
                        ("body", models.BinaryField()),
                        ("day", models.DateField()),
                    ],
                ),
            ],
        ),
        migrations.RunPython(make_tables, drop_tables),
    ]
