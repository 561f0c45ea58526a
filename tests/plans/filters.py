"""Each filter of the log, and the index that is meant for it."""

from __future__ import annotations

BY_KEY = {"request_in_project", "requestlog_request_pkey"}

# Those that name few rows, or all
SPARSE: dict[str, str] = {
    "": "request_in_project",
    "rating=negative": "request_by_rating",
    "rating=amazing": "request_by_rating",
    "rating=amazing&rating=positive": "request_rated",
    "rating=rated": "request_rated",
    "comment=yes": "request_commented",
    "status=error": "request_failed",
    "status=429": "request_by_status",
    "status=500": "request_by_status",
    "status=204": "request_by_status",
    "status=429&status=400": "request_by_status",
    "state=interrupted": "request_by_state",
    "state=started": "request_by_state",
    "state=interrupted&state=client_closed": "request_unusual",
    "model=gpt-5-mini": "request_by_model",
    "model=smollm": "request_by_model",
    "model=nowhere": "request_by_model",
    "model=smollm&model=olmo": "request_by_model",
    "user=user-100": "request_by_user",
    "user=nobody": "request_by_user",
    "session=session-1": "request_by_session",
    "tag=tone": "feedback_tag_pkey",
    "tag=rare": "feedback_tag_pkey",
    "label=tone": "feedback_label_pkey",
    "reason=tone": "feedback_reason_pkey",
    "submitter=user-100": "feedback_by_submitter",
    "correction=yes": "feedback_corrected",
    "team=positive": "request_team_rated",
    "team=negative": "request_team_rated",
    "team=rated": "request_team_rated",
    "triage=new": "request_by_triage",
    "triage=wont_fix": "request_by_triage",
    "triage=waiting": "request_by_triage",
    "assignee=alice": "review_by_assignee",
    "assignee=none": "request_triaged",
    "since=24h": "request_in_project",
    "until=2026-09-01": "request_in_project",
}
# Those that nearly every row passes: the newest rows are gone through
DENSE = ("rating=unrated", "comment=no", "status=ok", "state=complete", "team=unrated", "correction=no")
WALKED, NAMED = "requestlog_search_rest_pkey", "requestlog_search_rest_project_id_document_idx"
# Words: of frequent ones the calls are gone through beside their words, of rare ones the index names all
SEARCHES: dict[str, str] = {
    "q=the": WALKED,
    "q=seldom": WALKED,
    "q=the -seldom": WALKED,
    "q=sel*": WALKED,
    "q=seldom&rating=negative": WALKED,
    "q=the&model=smollm": WALKED,
    "q=rare": NAMED,
    "q=absent": NAMED,
    "q=rare&rating=negative": NAMED,
    "q=rare&since=90d": NAMED,
}
# Two at once, of which an index decides without the row, or leaves few rows
PAIRS: dict[str, set[str]] = {
    "rating=negative&comment=yes": {"request_by_rating"},
    "rating=negative&status=429": {"request_by_status", "request_failed", "request_by_rating"},
    "rating=negative&model=smollm": {"request_by_model", "request_by_rating"},
    "rating=amazing&user=user-100": {"request_by_user", "request_by_rating"},
    "status=error&model=smollm": {"request_by_model", "request_failed"},
    "status=error&rating=amazing": {"request_failed", "request_by_rating"},
    "state=interrupted&rating=amazing": {"request_by_state", "request_by_rating"},
    "triage=new&model=smollm": {"request_by_model", "request_by_triage"},
    "since=7d&rating=negative": {"request_by_rating"},
}
