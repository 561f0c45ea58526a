from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "insights"

    def ready(self) -> None:
        """Has the worker count rated answers by dimension with each day."""
        from insights.rated.rolling import RatedDays
        from requestlog.rollup.beside import count_beside

        count_beside(RatedDays())
