import kniha.book.classes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0022_linked_persons"),
    ]

    operations = [
        migrations.RenameModel("SealedArrival", "SealedWord"),
        migrations.AddField(
            model_name="sealedword",
            name="statement",
            field=kniha.book.classes.IdField(default=None, max_length=32, null=True, unique=True),
        ),
    ]
