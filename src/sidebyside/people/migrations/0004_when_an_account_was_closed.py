from django.db import migrations, models
from django.utils import timezone


def closed_by_now(apps, schema_editor):
    """Nobody knows since when: from now on, so that what was left behind lives 30 days more at least."""
    apps.get_model("people", "Person").objects.filter(is_active=False).update(closed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("people", "0003_second_factor_and_sessions")]

    operations = [
        migrations.AddField("person", "closed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("person", "closed_told_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(closed_by_now, migrations.RunPython.noop),
    ]
