"""Why a row gives no line, in words for people. Plain Python."""

from __future__ import annotations

from enum import Enum


class Why(Enum):
    """A reason to drop a row; the value is for people."""

    UNRATED = "Nobody voted, and nobody wrote a correction"
    DISLIKED = "Disliked (👎), and nobody wrote a correction"
    DISLIKED_ALONE = "Disliked (👎), without a correction or a liked answer to the same prompt"
    LIKED_ALONE = "Liked, without a disliked answer to the same prompt"
    DUPLICATE = "The same prompt as a row that is kept"
    SAME = "Both answers are the same"
    OTHER_PART = "Falls into the other part of the split"
    NO_BODIES = "The bodies were not kept"
    FAILED = "The call failed, so there is no answer"
    CUT = "The answer is not whole: broken off, cut at a limit or filtered"
    SEVERAL = "Several answers in one: the vote does not say which"
    EMPTY = "The answer says nothing and calls nothing"
    TEXT_COMPLETION = "A text completion, not a chat"
    NOT_A_CHAT = "Not a chat: an embedding, an image, a transcription, …"
    ELSEWHERE = "Earlier turns are kept by the upstream, not in the request"
    PREFILLED = "The request begins the answer itself"
    MEDIA = "Audio, a file, or an image that the format does not take"
    IMAGES = "Images: preference training takes text alone"
    TOOLS = "Tools other than functions"
    MALFORMED = "Messages that the format does not know"
    NO_USER = "No message of a user"
    UNANSWERED = "A tool call without its result, or a result without its call"
    UNKNOWN_TOOL = "The answer calls a function that the request does not define"
    ARGUMENTS = "The answer calls a function with arguments that are no JSON object"
    TOO_LONG = "Too long: trainers would cut off its end, which is the answer"


class UnusableError(Exception):
    """What was read gives no line."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
