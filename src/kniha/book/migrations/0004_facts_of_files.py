"""What files tell of themselves, sealed as the files are; until now some of it lay in the clear beside the views."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0003_fixity"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileFacts",
            fields=[
                (
                    "exhibit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="facts",
                        serialize=False,
                        to="book.exhibit",
                    ),
                ),
                ("blob", models.CharField(max_length=64)),
                ("sealed_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveField(model_name="view", name="facts"),
    ]
