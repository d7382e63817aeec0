"""Every table of the book."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kniha.book.classes
from kniha.book.migrations._tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="accounts", to="book.statement"),
                        ),
                        ("first", models.DateTimeField(default=None, null=True)),
                        ("last", models.DateTimeField(default=None, null=True)),
                        ("zone", models.CharField(blank=True, default="", max_length=64)),
                        ("precision", models.CharField(default="not-known", max_length=20)),
                        ("when_words", models.CharField(blank=True, default="", max_length=500)),
                        ("lat_e7", models.IntegerField(default=None, null=True)),
                        ("lon_e7", models.IntegerField(default=None, null=True)),
                        ("radius_m", models.IntegerField(default=None, null=True)),
                        ("where_words", models.CharField(blank=True, default="", max_length=500)),
                        ("kinds", models.JSONField(default=list)),
                        ("coded_by", models.CharField(max_length=32)),
                        ("coded_on", models.DateField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__isnull", True), ("first__lte", models.F("last")), _connector="OR"),
                                name="account_time_runs_forward",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Act",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="book.incident"),
                        ),
                        ("kind", models.CharField(max_length=60)),
                        ("methods", models.JSONField(default=list)),
                        (
                            "victim",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="acts_suffered",
                                to="book.person",
                            ),
                        ),
                        ("victim_count", models.IntegerField(default=None, null=True)),
                        ("victim_words", models.CharField(blank=True, default="", max_length=300)),
                        ("verification", models.CharField(default="reported", max_length=30)),
                        ("unsupported", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("victim_count__isnull", True), ("victim_count__gte", 1), _connector="OR"),
                                name="act_counts_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("victim__isnull", True), ("victim_count__isnull", True), _connector="OR"),
                                name="act_person_or_group",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("among", models.CharField(max_length=40)),
                        ("purpose", models.CharField(max_length=40)),
                        ("recipient", models.CharField(max_length=120)),
                        ("reason", models.CharField(max_length=500)),
                        ("rows", models.JSONField(default=list)),
                        ("risks", models.CharField(max_length=64)),
                        ("state", models.CharField(default="asked", max_length=20)),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.registrar")),
                        ("asked_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("decided_at", models.DateTimeField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="handing_agreed_by_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bearing",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "involvement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bearings", to="book.involvement"),
                        ),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bearings", to="book.account"),
                        ),
                        ("direction", models.CharField(max_length=10)),
                        ("words", models.CharField(default="", max_length=1000)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("involvement", "account", "direction"), name="account_bears_once_each_way")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BroughtFile",
                    fields=[
                        ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField()),
                        (
                            "brought_by",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("brought_on", models.DateField()),
                    ],
                ),
                migrations.CreateModel(
                    name="BroughtList",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="brought_lists", to="book.compartment"
                            ),
                        ),
                        (
                            "brought_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="brought_lists", to="book.registrar"
                            ),
                        ),
                        ("brought_at", models.DateTimeField(db_index=True)),
                        ("name", models.CharField(max_length=255)),
                        ("size", models.BigIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("blob", models.CharField(max_length=64)),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("state", models.CharField(db_index=True, default="waits", max_length=20)),
                        ("mapping_name", models.CharField(blank=True, default="", max_length=120)),
                        ("mapping", models.TextField(blank=True, default="")),
                        ("source", models.CharField(blank=True, default="", max_length=60)),
                        ("kind", models.CharField(blank=True, default="", max_length=20)),
                        ("fits", models.JSONField(default=list)),
                        ("fault", models.CharField(blank=True, default="", max_length=1000)),
                        ("done", models.IntegerField(default=0)),
                        ("count", models.IntegerField(default=None, null=True)),
                        ("report", models.JSONField(default=None, null=True)),
                        ("seen", models.CharField(blank=True, default="", max_length=64)),
                        ("worker", models.CharField(blank=True, default="", max_length=32)),
                        ("beat", models.DateTimeField(default=None, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Canary",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="canaries", to="book.compartment"),
                        ),
                        ("name", models.CharField(default="", max_length=300)),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="canaries",
                                to="book.person",
                            ),
                        ),
                        ("state", models.CharField(default="open", max_length=20)),
                        (
                            "proposed_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("proposed_on", models.DateField()),
                        (
                            "planted_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("planted_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "verbose_name_plural": "canaries",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("planted_by__isnull", True),
                                    models.Q(("planted_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="canary_planted_by_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checkpoint",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("note", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Citation",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="book.incident"),
                        ),
                        (
                            "act",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="citations",
                                to="book.act",
                            ),
                        ),
                        ("about", models.CharField(max_length=20)),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="book.account"),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("about", "event")), fields=("account",), name="account_tells_of_one_incident"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Compartment",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=120, unique=True)),
                        ("receives_reports", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Conflict",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="book.registrar"),
                        ),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="book.compartment"),
                        ),
                        ("table", models.CharField(max_length=20)),
                        ("row", kniha.book.classes.IdField(db_index=True, max_length=32)),
                        ("ground", models.CharField(max_length=30)),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                        ("state", models.CharField(default="standing", max_length=20)),
                        ("noted_by", models.CharField(max_length=32)),
                        ("noted_on", models.DateField()),
                        (
                            "lifting_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("lifted_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lifted_by__isnull", True),
                                    models.Q(("lifted_by", models.F("lifting_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="conflict_lifted_by_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("standing", "lifting"))),
                                fields=("registrar", "row"),
                                name="kept_from_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="book.statement"),
                        ),
                        ("purpose", models.CharField(max_length=40)),
                        ("recipient", models.CharField(blank=True, default="", max_length=120)),
                        ("answer", models.CharField(max_length=10)),
                        ("giver", models.CharField(max_length=20)),
                        ("given_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Context",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contexts", to="book.incident"),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("title", models.CharField(default="", max_length=300)),
                        ("dated", models.DateField(default=None, null=True)),
                        ("read_in", models.CharField(default="", max_length=500)),
                        ("words", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Cosignature",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "checkpoint_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cosignatures",
                                to="book.checkpoint",
                            ),
                        ),
                        ("key", models.CharField(max_length=2200)),
                        ("line", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="CustodyEvent",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "exhibit",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="custody", to="book.exhibit"),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("at", models.DateTimeField()),
                        ("giver", models.CharField(blank=True, default="", max_length=120)),
                        ("taker", models.CharField(blank=True, default="", max_length=120)),
                        ("why", models.CharField(default="", max_length=300)),
                        ("authority", models.CharField(blank=True, default="", max_length=200)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["exhibit", "at"], name="book_custod_exhibit_870b4c_idx")],
                    },
                ),
                migrations.CreateModel(
                    name="Detention",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="detentions", to="book.incident"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="detentions",
                                to="book.person",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="detentions", to="book.account"),
                        ),
                        ("stage", models.CharField(max_length=20)),
                        ("held_words", models.CharField(blank=True, default="", max_length=300)),
                        ("place_words", models.CharField(blank=True, default="", max_length=500)),
                        ("holder_words", models.CharField(blank=True, default="", max_length=300)),
                        ("shared_words", models.CharField(blank=True, default="", max_length=500)),
                        ("first", models.DateTimeField(default=None, null=True)),
                        ("last", models.DateTimeField(default=None, null=True)),
                        ("zone", models.CharField(blank=True, default="", max_length=64)),
                        ("precision", models.CharField(default="not-known", max_length=20)),
                        ("unsupported", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__isnull", True), ("first__lte", models.F("last")), _connector="OR"),
                                name="detention_time_runs_forward",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("leaf", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="EntryValue",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey("entry_id", "place", blank=True, editable=False, primary_key=True, serialize=False),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="values", to="book.entry"
                            ),
                        ),
                        ("place", models.IntegerField()),
                        ("salt", models.BinaryField(null=True)),
                        ("data", models.BinaryField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="book.compartment"),
                        ),
                        ("table", models.CharField(max_length=20)),
                        ("row", kniha.book.classes.IdField(db_index=True, max_length=32)),
                        ("wished_by", models.CharField(max_length=30)),
                        ("ground", models.CharField(max_length=30)),
                        ("words", models.TextField(blank=True, default="")),
                        ("also", models.JSONField(default=list)),
                        ("state", models.CharField(default="asked", max_length=20)),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("asked_on", models.DateField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("decided_words", models.TextField(blank=True, default="")),
                        ("decided_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="erasure_decided_by_another",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exhibit",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exhibits",
                                to="book.compartment",
                            ),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exhibits",
                                to="book.statement",
                            ),
                        ),
                        ("original_name", models.CharField(default="", max_length=255)),
                        ("claimed_type", models.CharField(blank=True, default="", max_length=127)),
                        ("media_type", models.CharField(default="", max_length=127)),
                        ("size", models.BigIntegerField(default=0)),
                        ("sha256", models.CharField(default="", max_length=64)),
                        ("blob", models.CharField(db_index=True, max_length=64)),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("how_obtained", models.CharField(max_length=20)),
                        ("acquired_on", models.DateField()),
                        ("cover", models.CharField(blank=True, default="", max_length=30)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FieldForm",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        (
                            "compartment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="field_forms", to="book.compartment"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="field_forms",
                                to="book.person",
                            ),
                        ),
                        ("token", models.CharField(max_length=64, unique=True)),
                        ("taken_on", models.DateField()),
                        ("good_until", models.DateField()),
                        ("state", models.CharField(default="out", max_length=20)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="FormDraft",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="form_drafts", to="book.registrar"),
                        ),
                        ("path", models.CharField(max_length=200)),
                        ("about", models.CharField(blank=True, db_index=True, default="", max_length=32)),
                        ("fields", models.TextField()),
                        ("saved_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("registrar", "path"), name="one_draft_of_a_form")],
                    },
                ),
                migrations.CreateModel(
                    name="Founding",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("register", models.CharField(max_length=64, unique=True)),
                        ("number_prefix", models.CharField(max_length=8)),
                        ("zone", models.CharField(max_length=64)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HandedHalf",
                    fields=[
                        (
                            "proposal",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="half",
                                serialize=False,
                                to="book.proposal",
                            ),
                        ),
                        ("half", models.CharField(max_length=40)),
                    ],
                ),
                migrations.CreateModel(
                    name="Head",
                    fields=[
                        ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                        ("size", models.BigIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="head_is_one_row")],
                    },
                ),
                migrations.CreateModel(
                    name="HeldInterview",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="held_interviews", to="book.fieldform"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("size", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=30)),
                        ("received_on", models.DateField()),
                        ("state", models.CharField(default="waits", max_length=20)),
                        (
                            "let_in_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("words", models.TextField(blank=True, default="")),
                        (
                            "statement",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_interviews",
                                to="book.statement",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Hint",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "inquiry",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hints", to="book.inquiry"),
                        ),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="hints", to="book.compartment"),
                        ),
                        ("table", models.CharField(max_length=20)),
                        ("row", kniha.book.classes.IdField(db_index=True, max_length=32)),
                        ("state", models.CharField(default="open", max_length=20)),
                        ("answer", models.CharField(blank=True, default="", max_length=2000)),
                        ("found_on", models.DateField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("decided_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("inquiry", "row"), name="hint_found_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="book.compartment"),
                        ),
                        ("table", models.CharField(max_length=20)),
                        ("row", kniha.book.classes.IdField(db_index=True, max_length=32)),
                        ("ground", models.CharField(max_length=30)),
                        ("authority", models.CharField(blank=True, default="", max_length=200)),
                        ("words", models.TextField(blank=True, default="")),
                        ("state", models.CharField(default="standing", max_length=20)),
                        (
                            "placed_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("placed_on", models.DateField()),
                        ("review_on", models.DateField()),
                        (
                            "lifting_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("lifting_words", models.TextField(blank=True, default="")),
                        (
                            "lifted_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("lifted_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lifted_by__isnull", True),
                                    models.Q(("lifted_by", models.F("lifting_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="hold_lifted_by_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("number", models.CharField(max_length=20, unique=True)),
                        (
                            "compartment",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="book.compartment"
                            ),
                        ),
                        ("title", models.CharField(default="", max_length=300)),
                        ("state", models.CharField(default="draft", max_length=20)),
                        ("unsupported", models.BooleanField(default=False)),
                        ("first", models.DateTimeField(default=None, null=True)),
                        ("last", models.DateTimeField(default=None, null=True)),
                        ("zone", models.CharField(blank=True, default="", max_length=64)),
                        ("precision", models.CharField(default="not-known", max_length=20)),
                        ("lat_e7", models.IntegerField(default=None, null=True)),
                        ("lon_e7", models.IntegerField(default=None, null=True)),
                        ("radius_m", models.IntegerField(default=None, null=True)),
                        ("place_words", models.CharField(blank=True, default="", max_length=500)),
                        ("author", models.CharField(max_length=32)),
                        ("opened_on", models.DateField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["compartment", "-first", "id"], name="book_incide_compart_7e598b_idx"),
                            models.Index(fields=["-first", "id", "compartment"], name="book_incide_first_340661_idx"),
                            models.Index(fields=["compartment", "state"], name="book_incide_compart_510fc2_idx"),
                            models.Index(
                                condition=models.Q(("state", "in-review")), fields=["opened_on", "id"], name="incident_waits_for_review"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__isnull", True), ("first__lte", models.F("last")), _connector="OR"),
                                name="incident_time_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("lat_e7__isnull", True), ("lat_e7__range", (-900000000, 900000000)), _connector="OR"),
                                name="incident_latitude",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Injury",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("act", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="injuries", to="book.act")),
                        ("kind", models.CharField(max_length=60)),
                        ("region", models.CharField(blank=True, default="", max_length=40)),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                        (
                            "finding",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injuries",
                                to="book.medicalfinding",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Inquiry",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="book.compartment"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inquiries",
                                to="book.person",
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("reason", models.CharField(blank=True, default="", max_length=1000)),
                        ("state", models.CharField(default="waits", max_length=20)),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("asked_on", models.DateField()),
                    ],
                    options={
                        "verbose_name_plural": "inquiries",
                    },
                ),
                migrations.CreateModel(
                    name="Interest",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="interests", to="book.registrar"),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("sealed", models.BinaryField(default=b"")),
                        ("declared_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Interview",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="interview", to="book.statement"
                            ),
                        ),
                        ("plan", models.TextField(default="")),
                        ("present", models.TextField(blank=True, default="")),
                        ("interpreter", models.CharField(blank=True, default="", max_length=300)),
                        ("interpreter_vetted", models.BooleanField(default=False)),
                        ("place", models.CharField(blank=True, default="", max_length=300)),
                        ("began", models.DateTimeField(default=None, null=True)),
                        ("ended", models.DateTimeField(default=None, null=True)),
                        ("breaks", models.CharField(blank=True, default="", max_length=300)),
                        ("free_recall", models.BooleanField(default=False)),
                        ("read_back", models.BooleanField(default=False)),
                        ("recorded", models.BooleanField(default=False)),
                        ("promised", models.CharField(blank=True, default="", max_length=500)),
                        ("is_trained", models.BooleanField(default=False)),
                        ("held_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        (
                            "form",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interviews",
                                to="book.fieldform",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("began__isnull", True), ("began__lte", models.F("ended")), _connector="OR"),
                                name="interview_runs_forward",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Involvement",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("act", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="involvements", to="book.act")),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="involvements",
                                to="book.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="involvements",
                                to="book.unit",
                            ),
                        ),
                        ("unit_words", models.CharField(blank=True, default="", max_length=300)),
                        ("degree", models.CharField(max_length=40)),
                        ("finding", models.CharField(max_length=40)),
                        ("basis", models.TextField(default="")),
                        ("review", models.CharField(default="draft", max_length=20)),
                        ("closed_why", models.CharField(blank=True, default="", max_length=40)),
                        ("closed_words", models.TextField(blank=True, default="")),
                        ("unsupported", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("act", "person"), name="involved_once_in_an_act"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("person__isnull", True), models.Q(("unit__isnull", True), ("unit_words", "")), _connector="OR"
                                ),
                                name="involved_person_or_unit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closed_why", ""), ("review", "withdrawn"), _connector="OR"),
                                name="closed_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KeptAnswer",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("token", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="book.token")),
                        ("key", models.CharField(max_length=64)),
                        ("request", models.CharField(max_length=64)),
                        ("answer", models.JSONField(default=dict)),
                        ("at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("token", "key"), name="answered_once_under_a_key")],
                    },
                ),
                migrations.CreateModel(
                    name="KeptSearch",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "registrar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="kept_searches", to="book.registrar"
                            ),
                        ),
                        ("among", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=80)),
                        ("query", models.CharField(max_length=1000)),
                    ],
                    options={
                        "verbose_name_plural": "kept searches",
                        "constraints": [models.UniqueConstraint(fields=("registrar", "among", "name"), name="search_kept_once")],
                    },
                ),
                migrations.CreateModel(
                    name="KeyRow",
                    fields=[
                        ("owner", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("wrapped", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="links", to="book.incident"),
                        ),
                        (
                            "other",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="links_here", to="book.incident"),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("incident", "other"), name="incidents_linked_once"),
                            models.CheckConstraint(
                                condition=models.Q(("incident", models.F("other")), _negated=True), name="link_has_two_ends"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListedUnit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="book.unit",
                            ),
                        ),
                        ("language", models.CharField(default="", max_length=8)),
                        ("lies", kniha.book.classes.IdField(default="", max_length=32)),
                        ("place", models.CharField(max_length=400)),
                        ("doubled", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["language", "place", "unit", "lies", "doubled"], name="unit_in_order")],
                        "constraints": [models.UniqueConstraint(fields=("unit", "language", "lies"), name="unit_listed_once")],
                    },
                ),
                migrations.CreateModel(
                    name="LogOrigin",
                    fields=[
                        ("generation", models.IntegerField(primary_key=True, serialize=False)),
                        ("first", models.BigIntegerField()),
                        ("seam", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Look",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="book.registrar"),
                        ),
                        ("among", models.CharField(max_length=40)),
                        ("format", models.CharField(max_length=10)),
                        ("purpose", models.CharField(max_length=40)),
                        ("recipient", models.CharField(max_length=120)),
                        ("reason", models.CharField(max_length=500)),
                        ("chosen", models.BinaryField()),
                        ("leaving", models.BinaryField(default=bytes)),
                        ("waiting", models.BinaryField(default=bytes)),
                        ("salt", models.BinaryField()),
                        ("staying", models.JSONField(default=dict)),
                        ("changed", models.JSONField(default=None, null=True)),
                        ("state", models.CharField(default="looked-at", max_length=20)),
                        ("looked_at", models.DateTimeField(db_index=True)),
                        ("handed_at", models.DateTimeField(default=None, null=True)),
                        (
                            "agreement",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="looks",
                                to="book.agreement",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MedicalFinding",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="book.medicalreport"
                            ),
                        ),
                        ("number", models.IntegerField(default=0)),
                        ("kind", models.CharField(blank=True, default="", max_length=60)),
                        ("region", models.CharField(blank=True, default="", max_length=40)),
                        ("view", models.CharField(blank=True, default="", max_length=10)),
                        ("x", models.IntegerField(default=None, null=True)),
                        ("y", models.IntegerField(default=None, null=True)),
                        ("description", models.TextField(blank=True, default="")),
                        ("alleged_cause", models.TextField(blank=True, default="")),
                        ("degree", models.CharField(blank=True, default="", max_length=30)),
                        ("alternatives", models.TextField(blank=True, default="")),
                        ("photographs", models.JSONField(default=list)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("degree", ""), models.Q(("alleged_cause", ""), _negated=True), _connector="OR"),
                                name="no_degree_without_alleged_cause",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MedicalReport",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="medical_reports", to="book.statement"
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="medical_reports",
                                to="book.person",
                            ),
                        ),
                        (
                            "medic",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="medical_papers",
                                to="book.person",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("written_on", models.DateField()),
                        (
                            "supplements",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supplemented_by",
                                to="book.medicalreport",
                            ),
                        ),
                        ("supplement_words", models.CharField(blank=True, default="", max_length=1000)),
                        ("state", models.CharField(blank=True, default="", max_length=20)),
                        ("for_specialists", models.BooleanField(default=False)),
                        ("way", models.CharField(blank=True, default="", max_length=20)),
                        ("began", models.DateTimeField(default=None, null=True)),
                        ("ended", models.DateTimeField(default=None, null=True)),
                        ("place", models.CharField(blank=True, default="", max_length=300)),
                        ("room", models.CharField(blank=True, default="", max_length=200)),
                        ("present", models.TextField(blank=True, default="")),
                        ("guards", models.CharField(blank=True, default="", max_length=10)),
                        ("demeanour", models.CharField(blank=True, default="", max_length=1000)),
                        ("restrained", models.CharField(blank=True, default="", max_length=10)),
                        ("restraints", models.CharField(blank=True, default="", max_length=500)),
                        ("threatened", models.CharField(blank=True, default="", max_length=10)),
                        ("threats", models.CharField(blank=True, default="", max_length=1000)),
                        ("language", models.CharField(blank=True, default="", max_length=8)),
                        ("interpreter", models.CharField(blank=True, default="", max_length=300)),
                        ("interpreter_vetted", models.BooleanField(default=False)),
                        ("history", models.TextField(blank=True, default="")),
                        ("complaints_body", models.TextField(blank=True, default="")),
                        ("complaints_mind", models.TextField(blank=True, default="")),
                        ("examination", models.TextField(blank=True, default="")),
                        ("photographed", models.CharField(blank=True, default="", max_length=10)),
                        ("opinion", models.TextField(blank=True, default="")),
                        ("recommendation", models.TextField(blank=True, default="")),
                        ("copy_given", models.CharField(blank=True, default="", max_length=10)),
                        ("copy_words", models.CharField(blank=True, default="", max_length=500)),
                        ("secrecy_told", models.CharField(blank=True, default="", max_length=10)),
                        (
                            "original",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="originals_of",
                                to="book.exhibit",
                            ),
                        ),
                        ("kept_where", models.CharField(blank=True, default="", max_length=300)),
                        (
                            "attested_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("attested_on", models.DateField(default=None, null=True)),
                        ("digest", models.CharField(blank=True, default="", max_length=64)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("began__isnull", True), ("began__lte", models.F("ended")), _connector="OR"),
                                name="examination_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "signed"), _negated=True), ("attested_by", models.F("written_by")), _connector="OR"
                                ),
                                name="own_report_signed_by_its_author",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "checked"), _negated=True),
                                    models.Q(("attested_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="typed_report_checked_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="book.compartment"
                            ),
                        ),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="book.registrar"),
                        ),
                        ("keeper", models.BooleanField(default=False)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("compartment", "registrar"), name="member_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="book.account"),
                        ),
                        (
                            "passage",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="book.passage",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="book.person",
                            ),
                        ),
                        ("role", models.CharField(default="", max_length=40)),
                        ("name", models.CharField(blank=True, default="", max_length=300)),
                        ("description", models.CharField(blank=True, default="", max_length=1000)),
                        ("rank", models.CharField(blank=True, default="", max_length=120)),
                        ("badge", models.CharField(blank=True, default="", max_length=60)),
                        ("call_sign", models.CharField(blank=True, default="", max_length=60)),
                        ("unit", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "known_unit",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="book.unit",
                            ),
                        ),
                        ("vehicle", models.CharField(blank=True, default="", max_length=120)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "statement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="book.statement"),
                        ),
                        ("text", models.TextField(default="")),
                        ("state", models.CharField(default="waits", max_length=20)),
                        (
                            "written_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("written_on", models.DateField()),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("delivered_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed_by__isnull", True),
                                    models.Q(("agreed_by", models.F("written_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="message_agreed_by_another",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Node",
                    fields=[
                        ("pk", models.CompositePrimaryKey("level", "index", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("level", models.SmallIntegerField()),
                        ("index", models.BigIntegerField()),
                        ("hash", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Opinion",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "involvement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="book.involvement"),
                        ),
                        ("lawyer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("decision", models.CharField(max_length=20)),
                        ("words", models.TextField(blank=True, default="")),
                        ("day", models.DateField()),
                        ("stands", models.BooleanField(default=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stands", True)), fields=("involvement", "lawyer"), name="one_opinion_of_a_lawyer"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outcome",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "involvement",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="book.involvement"),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("authority", models.CharField(blank=True, default="", max_length=300)),
                        ("happened_on", models.DateField(default=None, null=True)),
                        ("words", models.CharField(blank=True, default="", max_length=1000)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Passage",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="passages", to="book.account"),
                        ),
                        ("about", models.CharField(max_length=20)),
                        ("start", models.IntegerField(default=0)),
                        ("end", models.IntegerField(default=1)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("end__gt", models.F("start")), ("start__gte", 0)), name="passage_has_words"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Permission",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="permissions", to="book.person"),
                        ),
                        ("words", models.TextField(default="")),
                        ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("given_on", models.DateField()),
                        ("used", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="book.compartment",
                            ),
                        ),
                        ("gender_told", models.CharField(blank=True, default="", max_length=20)),
                        ("age_told", models.CharField(blank=True, default="", max_length=60)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PersonName",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="names", to="book.person")),
                        ("text", models.CharField(default="", max_length=300)),
                        ("language", models.CharField(blank=True, default="", max_length=8)),
                        ("kind", models.CharField(default="as-said", max_length=20)),
                        ("read_in", models.CharField(blank=True, default="", max_length=300)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.account"
                            ),
                        ),
                        ("read_in", models.CharField(blank=True, default="", max_length=500)),
                        ("began_from", models.DateField(default=None, null=True)),
                        ("began_to", models.DateField(default=None, null=True)),
                        ("ended_from", models.DateField(default=None, null=True)),
                        ("ended_to", models.DateField(default=None, null=True)),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="book.person"),
                        ),
                        ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="postings", to="book.unit")),
                        ("kind", models.CharField(default="member", max_length=20)),
                        ("post", models.CharField(blank=True, default="", max_length=200)),
                        ("rank", models.CharField(blank=True, default="", max_length=120)),
                        ("acting", models.BooleanField(default=False)),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("account__isnull", True), ("read_in", ""), _connector="OR"), name="posting_one_source"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("began_from__isnull", True),
                                    ("ended_to__isnull", True),
                                    ("began_from__lte", models.F("ended_to")),
                                    _connector="OR",
                                ),
                                name="posting_runs_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proceeding",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proceedings", to="book.incident"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proceedings",
                                to="book.person",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proceedings", to="book.account"),
                        ),
                        ("tried_words", models.CharField(blank=True, default="", max_length=300)),
                        ("article", models.CharField(blank=True, default="", max_length=200)),
                        ("court", models.CharField(blank=True, default="", max_length=300)),
                        ("judge", models.CharField(blank=True, default="", max_length=300)),
                        ("sentence", models.CharField(blank=True, default="", max_length=500)),
                        ("held_on", models.DateField(default=None, null=True)),
                        ("unsupported", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Proposal",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("kind", models.CharField(max_length=30)),
                        (
                            "registrar",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="book.registrar",
                            ),
                        ),
                        (
                            "compartment",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="proposals",
                                to="book.compartment",
                            ),
                        ),
                        ("role", models.CharField(blank=True, default="", max_length=40)),
                        ("name", models.CharField(blank=True, default="", max_length=120)),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                        ("state", models.CharField(default="open", max_length=20)),
                        (
                            "proposed_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("proposed_on", models.DateField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("decided_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "carried-out"), _negated=True),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="access_changed_by_two",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QuarantinedEnvelope",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("size", models.BigIntegerField()),
                        ("reason", models.CharField(max_length=30)),
                        ("received_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="book.person"),
                        ),
                        ("kind", models.CharField(default="", max_length=40)),
                        ("words", models.CharField(blank=True, default="", max_length=1000)),
                        ("state", models.CharField(default="offered", max_length=20)),
                        ("next_look", models.DateField(default=None, null=True)),
                        ("noted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("noted_on", models.DateField()),
                        ("seen_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Registrar",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("frozen", models.BooleanField(default=False)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Remains",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(max_length=10)),
                        ("name", models.CharField(max_length=140)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("kind", "name"), name="remains_named_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="book.compartment"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="book.person",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("words", models.TextField(default="")),
                        ("received_on", models.DateField()),
                        ("due", models.DateField()),
                        ("state", models.CharField(default="open", max_length=20)),
                        ("answer", models.TextField(blank=True, default="")),
                        ("noted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"
                            ),
                        ),
                        ("decided_on", models.DateField(default=None, null=True)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "incident",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="book.incident"),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="book.registrar"),
                        ),
                        ("decision", models.CharField(max_length=20)),
                        ("words", models.TextField(blank=True, default="")),
                        ("checked", models.JSONField(default=list)),
                        ("day", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Risk",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="risks", to="book.person")),
                        ("level", models.CharField(default="", max_length=20)),
                        ("circumstances", models.JSONField(default=list)),
                        ("words", models.TextField(blank=True, default="")),
                        (
                            "assessed_by",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar"),
                        ),
                        ("assessed_on", models.DateField()),
                        ("next_look", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="role_grants", to="book.registrar"),
                        ),
                        ("role", models.CharField(max_length=40)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("registrar", "role"), name="role_held_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SafeContact",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="safe_contacts", to="book.person"),
                        ),
                        ("channel", models.CharField(default="", max_length=40)),
                        ("hours", models.CharField(blank=True, default="", max_length=200)),
                        ("who_may_answer", models.CharField(blank=True, default="", max_length=200)),
                        ("never", models.CharField(blank=True, default="", max_length=300)),
                        ("noted_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("noted_on", models.DateField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Screened",
                    fields=[
                        (
                            "interest",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="screened",
                                serialize=False,
                                to="book.interest",
                            ),
                        ),
                        ("followed", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="SealedField",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "person",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sealed_fields", to="book.person"),
                        ),
                        ("field", models.CharField(max_length=40)),
                        ("sealed", models.BinaryField(default=b"")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("person", "field"), name="sealed_field_once")],
                    },
                ),
                migrations.CreateModel(
                    name="SealedReply",
                    fields=[
                        ("message", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("mailbox", models.CharField(max_length=64)),
                        ("verifier", models.CharField(max_length=64)),
                        ("body", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="sign_in",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "registrar",
                            models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="sign_in", to="book.registrar"),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StampEvidence",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "checkpoint_id", "authority", "place", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "checkpoint",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="stamps", to="book.checkpoint"
                            ),
                        ),
                        ("authority", models.CharField(max_length=60)),
                        ("place", models.SmallIntegerField()),
                        ("kind", models.CharField(max_length=20)),
                        ("data", models.BinaryField()),
                        ("kept_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(
                                db_index=False,
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="book.compartment",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("language", models.CharField(blank=True, default="", max_length=8)),
                        ("text", models.TextField(default="")),
                        ("when_words", models.TextField(blank=True, default="")),
                        ("where_words", models.TextField(blank=True, default="")),
                        ("came_to_be", models.CharField(default="not-known", max_length=30)),
                        ("sealed_by", models.CharField(blank=True, default="", max_length=10)),
                        ("received_on", models.DateField()),
                        (
                            "source",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="statements",
                                to="book.person",
                            ),
                        ),
                        ("envelope", models.CharField(default=None, max_length=64, null=True, unique=True)),
                        ("record", models.CharField(blank=True, default="", max_length=200)),
                        ("record_digest", models.CharField(blank=True, default="", max_length=64)),
                        ("url", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["compartment", "-received_on", "id"], name="book_statem_compart_47378a_idx"),
                            models.Index(fields=["-received_on", "id", "compartment"], name="book_statem_receive_4ad1da_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("record", ""), _negated=True),
                                fields=("record", "record_digest"),
                                name="record_filed_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("table", models.CharField(max_length=20)),
                        ("compartment", kniha.book.classes.IdField(max_length=32)),
                        ("state", models.CharField(default="", max_length=20)),
                        ("count", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("table", "compartment", "state"), name="one_tally_of_each")],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "compartment",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="book.compartment"),
                        ),
                        (
                            "statement",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="book.statement",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                default=None,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="book.incident",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="book.person"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("words", models.CharField(blank=True, default="", max_length=2000)),
                        ("due", models.DateField(default=None, null=True)),
                        ("state", models.CharField(default="open", max_length=20)),
                        (
                            "assignee",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="book.registrar"),
                        ),
                        ("given_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.registrar")),
                        ("given_on", models.DateField()),
                        ("closed_on", models.DateField(default=None, null=True)),
                        ("answer", models.CharField(blank=True, default="", max_length=2000)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["assignee", "state", "due"], name="book_task_assigne_90a5d6_idx")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("incident__isnull", True), ("person__isnull", True), ("statement__isnull", False)),
                                    models.Q(("incident__isnull", False), ("person__isnull", True), ("statement__isnull", True)),
                                    models.Q(("incident__isnull", True), ("person__isnull", False), ("statement__isnull", True)),
                                    _connector="OR",
                                ),
                                name="task_is_about_one_thing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Token",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tokens", to="book.registrar"),
                        ),
                        ("purpose", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=120)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_on", models.DateField()),
                        ("last_day", models.DateField()),
                        ("used_on", models.DateField(default=None, null=True)),
                        ("revoked_on", models.DateField(default=None, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Touch",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey("row", "entry_id", blank=True, editable=False, primary_key=True, serialize=False),
                        ),
                        ("row", models.BinaryField(max_length=16)),
                        (
                            "entry",
                            models.ForeignKey(
                                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="touches", to="book.entry"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        ("kind", models.CharField(default="", max_length=40)),
                        ("force", models.CharField(default="", max_length=40)),
                        ("country", models.CharField(blank=True, default="", max_length=2)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="UnitName",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.account"
                            ),
                        ),
                        ("read_in", models.CharField(blank=True, default="", max_length=500)),
                        ("began_from", models.DateField(default=None, null=True)),
                        ("began_to", models.DateField(default=None, null=True)),
                        ("ended_from", models.DateField(default=None, null=True)),
                        ("ended_to", models.DateField(default=None, null=True)),
                        ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="names", to="book.unit")),
                        ("text", models.CharField(default="", max_length=300)),
                        ("language", models.CharField(blank=True, default="", max_length=8)),
                        ("kind", models.CharField(default="official", max_length=20)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("account__isnull", True), ("read_in", ""), _connector="OR"), name="unitname_one_source"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("began_from__isnull", True),
                                    ("ended_to__isnull", True),
                                    ("began_from__lte", models.F("ended_to")),
                                    _connector="OR",
                                ),
                                name="unitname_runs_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitParent",
                    fields=[
                        ("id", kniha.book.classes.IdField(max_length=32, primary_key=True, serialize=False)),
                        (
                            "account",
                            models.ForeignKey(
                                default=None, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="book.account"
                            ),
                        ),
                        ("read_in", models.CharField(blank=True, default="", max_length=500)),
                        ("began_from", models.DateField(default=None, null=True)),
                        ("began_to", models.DateField(default=None, null=True)),
                        ("ended_from", models.DateField(default=None, null=True)),
                        ("ended_to", models.DateField(default=None, null=True)),
                        ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="parents", to="book.unit")),
                        ("parent", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="children", to="book.unit")),
                        ("words", models.CharField(blank=True, default="", max_length=500)),
                    ],
                    options={
                        "abstract": False,
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("account__isnull", True), ("read_in", ""), _connector="OR"),
                                name="unitparent_one_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("began_from__isnull", True),
                                    ("ended_to__isnull", True),
                                    ("began_from__lte", models.F("ended_to")),
                                    _connector="OR",
                                ),
                                name="unitparent_runs_forward",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("unit", models.F("parent")), _negated=True), name="unit_is_not_its_own_parent"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitWord",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "name",
                            models.ForeignKey(
                                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.unitname"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="book.unit"
                            ),
                        ),
                        ("lies", kniha.book.classes.IdField(default="", max_length=32)),
                        ("word", models.CharField(max_length=480)),
                        ("of", models.SmallIntegerField()),
                    ],
                    options={
                        "indexes": [models.Index(fields=["word", "lies", "name", "of", "unit"], name="unit_by_word")],
                    },
                ),
                migrations.CreateModel(
                    name="Use",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        (
                            "registrar",
                            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="book.registrar"),
                        ),
                        ("day", models.DateField()),
                        ("what", models.CharField(max_length=20)),
                        ("count", models.IntegerField(default=0)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("registrar", "day", "what"), name="use_counted_once")],
                    },
                ),
                migrations.CreateModel(
                    name="View",
                    fields=[
                        (
                            "exhibit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="view",
                                serialize=False,
                                to="book.exhibit",
                            ),
                        ),
                        ("blob", models.CharField(max_length=64)),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("facts", models.JSONField(default=dict)),
                    ],
                ),
                migrations.CreateModel(
                    name="Words",
                    fields=[
                        ("number", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "exhibit",
                            models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="words", to="book.exhibit"),
                        ),
                        ("blob", models.CharField(max_length=64)),
                        ("sealed_sha256", models.CharField(max_length=64)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                    ],
                ),
            ]
        )
    ]
