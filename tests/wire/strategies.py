"""What strangers may send, for hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

few = settings(max_examples=100, deadline=None)

TEXT = st.text(max_size=20)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.just("\ud800") | st.just(10**400)
# Names and types that the wire formats know, so that odd values land where they are read.
KNOWN_NAMES = """
id type object model choices index delta message messages role content text refusal tool_calls function name arguments
input output output_index item response error code usage prompt_tokens input_tokens prompt_tokens_details metadata user
prompt data embedding results flagged categories image_url url source audio file conversation summary finish_reason
logprobs content_block partial_json instructions system detail completion_tokens output_tokens completion_tokens_details
input_tokens_details input_token_details output_tokens_details cached_tokens audio_tokens reasoning_tokens
cache_write_tokens cache_read_input_tokens cache_creation_input_tokens seconds annotations citations annotation delta
url_citation title stop_reason stop_details status background previous_response_id service_tier outputs action b64_json
"""
KNOWN_TYPES = """
text image image_url input_audio file tool_use tool_result thinking message function_call function_call_output reasoning
image_generation_call error user tool message_start message_delta content_block_start content_block_delta
transcript.text.delta transcript.text.done transcript.text.segment image_generation.completed mcp_call url_citation
image_edit.partial_image speech.audio.done response.output_text.annotation.added code_interpreter_call response
response.created response.failed response.output_text.delta response.output_item.added data:image/png;base64,AA==
"""
NAMES = st.sampled_from(KNOWN_NAMES.split())
TYPES = st.sampled_from(KNOWN_TYPES.split())
ANY_JSON = st.recursive(
    SCALARS | TYPES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | TEXT, inner, max_size=6),
    max_leaves=30,
)
ANY_BODY = st.binary(max_size=200) | ANY_JSON.map(lambda value: json.dumps(value).encode())


def streamed(events: list[Any]) -> bytes:
    """The event stream of JSON values."""
    return b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    """`data` cut at places given as any numbers."""
    places = sorted({cut % (len(data) + 1) for cut in cuts})
    return [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]


CUTS = st.lists(st.integers(min_value=0, max_value=10**6), max_size=12)
