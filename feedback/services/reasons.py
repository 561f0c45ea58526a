"""The reasons that voters may pick: each project keeps a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projects.models import Project


class UnknownReason(Exception):  # noqa: N818
    """A reason is none of the project's, which are `choices`."""

    def __init__(self, reason: str, choices: Sequence[str]) -> None:
        super().__init__(reason)
        self.reason, self.choices = reason, choices


def check_reasons(*, project_id: int, reasons: Iterable[str]) -> None:
    """Raises `UnknownReason` for the first that the project does not offer."""
    choices: list[str] = Project.objects.values_list("reasons", flat=True).get(pk=project_id)
    for reason in reasons:
        if reason not in choices:
            raise UnknownReason(reason, choices)
