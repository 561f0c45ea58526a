"""Each filter of the log has an index that finds its rows in the order of the page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requestlog", "0006_payload_by_month")]

    operations = [
        *(
            migrations.RemoveIndex("request", name)
            for name in ("request_rated", "request_failed", "request_unusual", "request_team_rated", "request_by_user")
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(rating__isnull=False),
                include=["rating", "model", "status", "has_comment"],
                name="request_rated",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "status", "-id"], condition=~models.Q(status=200), name="request_by_status"
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(status__gte=400),
                include=["status", "model", "rating", "has_comment"],
                name="request_failed",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "-id"],
                condition=~models.Q(state="complete"),
                include=["state", "status", "rating"],
                name="request_unusual",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(team_rating__isnull=False),
                include=["team_rating"],
                name="request_team_rated",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "-id"],
                condition=models.Q(triage__isnull=False),
                include=["triage"],
                name="request_triaged",
            ),
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["project", "end_user", "-id"], condition=~models.Q(end_user=""), name="request_by_user"
            ),
        ),
    ]
