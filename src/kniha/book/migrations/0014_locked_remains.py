from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("book", "0013_message_rows")]

    operations = [
        migrations.AddField(
            model_name="remains",
            name="kept_until",
            field=models.DateTimeField(null=True),
        ),
    ]
