"""The team's labels as the log shows them; their table belongs to a room above and is reached through the project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from projects.models import Project
from requestlog.database.subqueries import together
from requestlog.database.texts import Id

# Of the newest answers that have any; and on all the rows of a page together
LOOKED_AT, MOST_ON_A_PAGE = 200, 1_000
NO_ROW = Value("", TextField())


@dataclass(frozen=True, slots=True)
class Labels:
    """Those of each row of a page, by its id, and those that are usual in the project, the most frequent first."""

    on: Mapping[UUID, Sequence[str]] = field(default_factory=dict)
    usual: Sequence[str] = ()

    def of(self, id: UUID) -> Sequence[str]:
        return self.on.get(id, ())


def labels_of_page(project: Project, ids: Sequence[UUID]) -> Labels:
    """Asks once."""
    name = Cast("name", TextField())
    here = project.labels.filter(request_id__in=ids).order_by("name").values_list(Id("request_id"), name)
    newest = project.labels.order_by("-request_id").values_list(NO_ROW, name)
    on, usual = defaultdict(list), Counter[str]()
    for id, label in together([newest[:LOOKED_AT], *([here[:MOST_ON_A_PAGE]] if ids else [])]):
        if id:
            on[UUID(id)].append(label)
        else:
            usual[label] += 1
    ranked = sorted(usual.items(), key=lambda item: (-item[1], item[0]))
    return Labels({id: sorted(names) for id, names in on.items()}, [label for label, _ in ranked])
