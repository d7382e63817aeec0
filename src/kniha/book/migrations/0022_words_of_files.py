"""Words that the worker read in files, sealed as the files are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0021_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("blob", models.CharField(max_length=64)),
                ("sealed_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("exhibit", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="words", to="book.exhibit")),
            ],
        ),
    ]
