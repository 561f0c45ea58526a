from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requestlog", "0007_indexes_of_screens")]

    operations = []
