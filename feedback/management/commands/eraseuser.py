"""manage.py eraseuser --project SLUG USER [--dry-run] [--json]"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from feedback.retention.erasing import erase
from feedback.retention.erasure import NOT_REACHED, Erasure, note_erasure, report
from feedback.retention.holdings import KINDS, Holdings, look_up
from projects.models import Project
from requestlog.progress import shown


class Command(BaseCommand):
    help = "Erases one end user's calls and votes, and reports what was erased and what could not be reached."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the person's id, as calls and votes name them")
        parser.add_argument("--project", required=True, help="its slug")
        parser.add_argument("--dry-run", action="store_true", help="say what is held, and erase nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON, alone on stdout")

    def handle(self, *args: Any, user: str, project: str, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        if found is None:
            raise CommandError(f"There is no project {project!r}.")
        try:
            held = look_up(project=found, user=user)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if options["dry_run"]:
            self.say_held(held)
            return
        erasure = self.erase(found, user, out=self.stderr if options["json"] else self.stdout)
        if options["json"]:
            self.stdout.write(json.dumps(erasure.document(), ensure_ascii=False))
        else:
            self.say_erased(erasure)

    def erase(self, project: Project, user: str, *, out: Any) -> Erasure:
        now, erased = timezone.now(), Counter[str]()
        for batch in shown(erase(project=project, user=user, now=now), "Erased", out, size=Counter.total):
            erased += batch
        note_erasure(project=project, by="command eraseuser", now=now, erased=erased)
        return report(project=project, user=user, by="gptboost eraseuser", now=now, erased=erased)

    def say_held(self, held: Holdings) -> None:
        self.stdout.write("Held, and erased without --dry-run:")
        for kind, said in KINDS.items():
            self.stdout.write(f"{held.counts[kind]!s:>10}  {said}")

    def say_erased(self, erasure: Erasure) -> None:
        self.stdout.write(f"Erased of {erasure.user!r} in {erasure.project}, {erasure.at:%Y-%m-%d %H:%M} UTC:")
        for kind, said in KINDS.items():
            self.stdout.write(f"{erasure.erased.get(kind, 0):>10,}  {said}")
        self.stdout.write("Nothing is left." if erasure.done else "Something has come meanwhile: run it again.")
        self.stdout.write(f"Calls on their way in this host's spool, of anybody: {erasure.on_their_way:,}.")
        self.stdout.write("Not reached:")
        for said in NOT_REACHED:
            self.stdout.write(f"- {said}")
