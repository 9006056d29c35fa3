import uuid

import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def _codes_of_their_own(apps, schema_editor):
    invite = apps.get_model("timetable", "Invite")
    now = django.utils.timezone.now()
    for row in invite.objects.only("pk").iterator():
        # What is there was handed to the mail server when it was written.
        invite.objects.filter(pk=row.pk).update(code=uuid.uuid4(), told_sequence=F("sequence"), tried_at=now)


class Migration(migrations.Migration):

    dependencies = [
        ("timetable", "0001_first_rows"),
    ]

    operations = [
        migrations.AddField("invite", "code", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.AddField("invite", "summary", models.CharField(blank=True, max_length=60)),
        migrations.AddField("invite", "told_sequence", models.IntegerField(default=-1)),
        migrations.AddField("invite", "tried_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("invite", "attempt", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "invite", "try_from", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.RunPython(_codes_of_their_own, migrations.RunPython.noop),
        migrations.AlterField(
            "invite", "code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
    ]
