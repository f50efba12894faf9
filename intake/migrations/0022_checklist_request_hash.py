from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0021_personal_token_scopes'),
    ]

    operations = [
        migrations.AddField(
            model_name='checklistitem',
            name='request_hash',
            field=models.CharField(blank=True, help_text='Of the request that created it: tells a replay.', max_length=64),
        ),
    ]
