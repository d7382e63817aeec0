from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0024_linked_incidents"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcknowledgementKey",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("month", models.CharField(db_index=True, max_length=7)),
                ("grant", models.TextField(default="")),
                ("signer", models.TextField(default="")),
            ],
        ),
    ]
