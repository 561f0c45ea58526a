"""`requestlog.wire.completion`: streams of transcriptions, images and speech."""

from __future__ import annotations

import json
from typing import Any

import pytest

from requestlog.wire.completion import fold
from requestlog.wire.fields import Usage, read_answer
from tests.wire.strategies import streamed

DELTAS = [{"type": "transcript.text.delta", "delta": piece, "logprobs": []} for piece in ("Where is ", "my parcel?")]
USAGE = {
    "type": "tokens",
    "input_tokens": 14,
    "input_token_details": {"text_tokens": 0, "audio_tokens": 14},
    "output_tokens": 7,
    "total_tokens": 21,
}
DONE = {"type": "transcript.text.done", "text": "Where is my parcel?", "logprobs": [], "usage": USAGE}
SKETCH = {"b64_json": "AAAA", "created_at": 5, "output_format": "png", "partial_image_index": 0}
IMAGE_USAGE = {
    "input_tokens": 50,
    "output_tokens": 200,
    "total_tokens": 250,
    "input_tokens_details": {"text_tokens": 50},
}


def folded(*events: dict[str, Any]) -> Any:
    return json.loads(fold(streamed(list(events))))


def test_it_folds_a_transcription():
    answer = folded(*DELTAS, DONE)
    assert answer == {"text": "Where is my parcel?", "logprobs": [], "usage": USAGE}
    fields = read_answer(answer)
    assert (fields.preview, fields.usage) == ("Where is my parcel?", Usage(14, 7, prompt_audio_tokens=14))


def test_it_keeps_what_came_of_a_transcription_that_was_cut():
    assert folded(DELTAS[0]) == {"text": "Where is "}


def test_it_keeps_who_spoke():
    segment = {"type": "transcript.text.segment", "id": "seg_1", "start": 0.0, "end": 1.5, "speaker": "A", "text": "Hi"}
    answer = folded(
        segment, {"type": "transcript.text.done", "text": "Hi", "usage": {"type": "duration", "seconds": 2}}
    )
    assert answer["segments"] == [{"id": "seg_1", "start": 0.0, "end": 1.5, "speaker": "A", "text": "Hi"}]
    assert read_answer(answer).usage == Usage()


@pytest.mark.parametrize("family", ["image_generation", "image_edit"])
def test_it_folds_an_image(family: str):
    sketch = {**SKETCH, "type": f"{family}.partial_image"}
    whole = {**SKETCH, "type": f"{family}.completed", "b64_json": "BBBB", "usage": IMAGE_USAGE}
    answer = folded(sketch, whole)
    assert answer == {"created": 5, "data": [{"b64_json": "BBBB"}], "output_format": "png", "usage": IMAGE_USAGE}
    assert (read_answer(answer).preview, read_answer(answer).usage) == ("[image]", Usage(50, 200))


def test_it_keeps_the_last_sketch_of_an_image_that_was_cut():
    sketches = [{**SKETCH, "type": "image_generation.partial_image", "b64_json": data} for data in ("AAAA", "CCCC")]
    assert folded(*sketches)["data"] == [{"b64_json": "CCCC"}]


def test_it_keeps_the_error_that_ended_either():
    error = {"type": "error", "error": {"code": "moderation_blocked", "message": "No"}}
    for begun in (DELTAS[0], {**SKETCH, "type": "image_generation.partial_image"}):
        assert read_answer(folded(begun, error)).error_type == "moderation_blocked"


def test_it_keeps_speech_as_it_came_and_reads_its_usage():
    events = [
        {"type": "speech.audio.delta", "audio": "AAAA"},
        {"type": "speech.audio.done", "usage": {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}},
    ]
    answer = folded(*events)
    assert answer["events"] == events
    assert read_answer(answer).usage == Usage(14, 101)
