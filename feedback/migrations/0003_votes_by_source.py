"""SQLite takes an index for who voted only where it holds all that is asked: who, and as what."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_votes_whole_life")]

    operations = [
        migrations.RemoveIndex("feedback", "feedback_by_submitter"),
        migrations.AddIndex(
            "feedback",
            models.Index(
                fields=["project", "source", "submitter", "-request"],
                condition=~models.Q(submitter=""),
                name="feedback_by_submitter",
            ),
        ),
    ]
