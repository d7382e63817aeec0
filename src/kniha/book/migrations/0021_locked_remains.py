from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("book", "0010_media_notes")]

    operations = [
        migrations.AddField(
            model_name="remains",
            name="kept_until",
            field=models.DateTimeField(null=True),
        ),
    ]
