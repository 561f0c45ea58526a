from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requestlog", "0006_payload_by_month")]

    operations = []
