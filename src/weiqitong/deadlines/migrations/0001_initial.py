import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0002_import_batch'),
        ('rules', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('status', models.CharField(choices=[('official', 'Official'), ('provisional', 'Provisional')], max_length=12)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('days', models.JSONField(default=list)),
                ('loaded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0)),
                ('subject_label', models.CharField(max_length=24)),
                ('subject_key', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('dispatch', 'Dispatch'), ('contact', 'Contact'), ('plan', 'Plan'), ('close', 'Close'), ('ask', 'Ask'), ('co', 'Co'), ('verdict', 'Verdict'), ('name', 'Name')], max_length=10)),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('amount', models.PositiveIntegerField()),
                ('unit', models.CharField(max_length=16)),
                ('profile', models.CharField(blank=True, max_length=24)),
                ('state', models.CharField(choices=[('running', 'Running'), ('paused', 'Paused'), ('stopped', 'Stopped'), ('void', 'Void')], default='running', max_length=8)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('yellow_at', models.DateTimeField()),
                ('paused_at', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('result', models.CharField(blank=True, choices=[('', '-'), ('met', 'Met'), ('missed', 'Missed')], max_length=6)),
                ('advisory', models.BooleanField(default=False)),
                ('provisional', models.BooleanField(default=False)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.department')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.region')),
                ('rules', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='rules.ruleversion')),
            ],
        ),
        migrations.CreateModel(
            name='ClockEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('start', 'Start'), ('pause', 'Pause'), ('resume', 'Resume'), ('extend', 'Extend'), ('recompute', 'Recompute'), ('stop', 'Stop'), ('void', 'Void')], max_length=10)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('left', models.PositiveIntegerField(null=True)),
                ('amount', models.PositiveIntegerField(null=True)),
                ('unit', models.CharField(blank=True, max_length=16)),
                ('clock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='deadlines.clock')),
            ],
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['subject_label', 'subject_id'], name='clock_subject'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('state', 'running')), fields=['kind', 'due_at'], name='clock_due'),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(fields=['kind', 'advisory', 'state', 'result', 'due_at', 'region', 'subject_id'], name='clock_judged'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(fields=('subject_label', 'subject_key', 'kind', 'round'), name='clock_once'),
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.UniqueConstraint(fields=('clock', 'seq'), name='clock_event_seq'),
        ),
        migrations.AddField(
            model_name='clock',
            name='climb_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='clock',
            name='kind',
            field=models.CharField(choices=[('dispatch', 'Dispatch'), ('contact', 'Contact'), ('plan', 'Plan'), ('close', 'Close'), ('ask', 'Ask'), ('co', 'Co'), ('verdict', 'Verdict'), ('name', 'Name'), ('hearing', 'Hearing'), ('designate', 'Designate'), ('decide', 'Decide'), ('follow', 'Follow')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('climb_at__isnull', False)), fields=['climb_at'], name='clock_climb'),
        ),
    ]
