"""What is made of files: letters that a machine recognised, page by page; pictures to look at, with their recipes; how far the worker is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0005_custody_and_things"),
    ]

    operations = [
        migrations.CreateModel(
            name="Derivative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("blob", models.CharField(max_length=64)),
                ("sealed_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField()),
                ("at_ms", models.BigIntegerField(default=None, null=True)),
                ("recipe", models.CharField(max_length=300)),
                ("finding", models.CharField(blank=True, default="", max_length=30)),
            ],
        ),
        migrations.CreateModel(
            name="Making",
            fields=[
                (
                    "exhibit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="making",
                        serialize=False,
                        to="book.exhibit",
                    ),
                ),
                ("steps", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("unread", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="words",
            name="page",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="words",
            name="exhibit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="words", to="book.exhibit"),
        ),
        migrations.AddConstraint(
            model_name="words",
            constraint=models.UniqueConstraint(fields=("exhibit", "page"), name="words_of_page_once"),
        ),
        migrations.AddField(
            model_name="derivative",
            name="exhibit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="derivatives", to="book.exhibit"),
        ),
        migrations.AddConstraint(
            model_name="derivative",
            constraint=models.UniqueConstraint(fields=("exhibit", "kind", "number"), name="derivative_once"),
        ),
    ]
