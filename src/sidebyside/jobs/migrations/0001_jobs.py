from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("version", models.CharField(max_length=40)),
                ("started_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="JobProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("code", models.UUIDField()),
                ("attempt", models.PositiveIntegerField()),
                ("fraction_permille", models.PositiveSmallIntegerField(default=0)),
                ("phase", models.CharField(max_length=40)),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "code"), name="one_progress_a_job"),
                    models.CheckConstraint(
                        condition=models.Q(("fraction_permille__lte", 1000)), name="progress_at_most_whole"
                    ),
                ],
            },
        ),
    ]
