from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0022_linked_persons"),
    ]

    operations = [
        migrations.RenameModel("SealedArrival", "SealedWord"),
        migrations.AddField(
            model_name="sealedword",
            name="statement",
            field=models.CharField(default=None, max_length=32, null=True, unique=True),
        ),
    ]
