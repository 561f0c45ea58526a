"""The gateway's own answers, in the shape that OpenAI's clients understand."""

from __future__ import annotations

import errno

import orjson

Headers = list[tuple[bytes, bytes]]
RETRY_AFTER = {429: (b"retry-after", b"1"), 503: (b"retry-after", b"5")}


class GatewayError(Exception):
    """An answer of our own instead of the upstream's."""

    def __init__(self, status: int, code: str, message: str, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.kind = kind

    def body(self) -> bytes:
        return orjson.dumps(
            {"error": {"message": str(self), "type": self.kind, "param": None, "code": self.code}},
        )

    def headers(self) -> Headers:
        """Readable for browsers of any origin, as OpenAI's own errors are."""
        given = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(self.body())).encode()),
            (b"access-control-allow-origin", b"*"),
        ]
        return [*given, RETRY_AFTER[self.status]] if self.status in RETRY_AFTER else given


def key_not_known() -> GatewayError:
    return GatewayError(
        401,
        "invalid_api_key",
        "GPTBoost does not know this key. Send a project's secret key in X-GPTBoost-Key, or register the upstream's"
        " key with one.",
    )


def key_is_public() -> GatewayError:
    return GatewayError(
        401, "invalid_api_key", "A public key (pk_…) is for votes alone; calls need the project's secret key (sk_…)."
    )


def keys_not_loaded() -> GatewayError:
    return GatewayError(503, "keys_not_loaded", "GPTBoost has not been able to read its keys yet.", "server_error")


def upstream_not_allowed() -> GatewayError:
    return GatewayError(
        503,
        "upstream_not_allowed",
        "The upstream of this project is not in GPTBOOST_UPSTREAMS: its operator must name it there, or give the"
        " project another one.",
        "server_error",
    )


def request_incomplete() -> GatewayError:
    return GatewayError(408, "request_timeout", "The rest of the request's body did not come in time.")


def body_too_large(most: int) -> GatewayError:
    return GatewayError(413, "body_too_large", f"The body is larger than GPTBOOST_MAX_BODY_BYTES, {most:,} bytes.")


def header_doubled(name: str) -> GatewayError:
    return GatewayError(400, "duplicate_header", f"The header {name} comes more than once; send it once.")


def credential_in_url(name: str) -> GatewayError:
    return GatewayError(
        400,
        "credential_in_url",
        f"The query parameter {name} holds a key, and URLs are logged in many places; send it in Authorization.",
    )


def log_mode_not_known() -> GatewayError:
    return GatewayError(400, "invalid_log_mode", "X-GPTBoost-Log may be full, metadata or none.")


def too_many_in_flight(most: int) -> GatewayError:
    return GatewayError(
        429,
        "too_many_in_flight",
        f"This key has {most:,} calls open, as many as GPTBOOST_IN_FLIGHT_PER_KEY allows; wait until one ends.",
        "requests",
    )


def websockets_not_supported() -> GatewayError:
    return GatewayError(
        501,
        "websocket_not_supported",
        "GPTBoost forwards HTTP, not WebSockets: open realtime connections to the upstream itself.",
    )


def path_not_valid() -> GatewayError:
    return GatewayError(400, "invalid_path", "The path may not contain '.' or '..' segments.")


def upstream_unreachable() -> GatewayError:
    return GatewayError(
        502, "upstream_unreachable", "The upstream could not be reached, or broke off before it answered.", "api_error"
    )


def upstream_timed_out(seconds: float) -> GatewayError:
    return GatewayError(504, "upstream_timeout", f"The upstream was silent for {seconds:g} seconds.", "api_error")


def upstream_failure(error: Exception) -> GatewayError:
    """What the client is told of a call that could not be made, or that broke off before its answer."""
    if getattr(error, "errno", None) in (errno.EMFILE, errno.ENFILE):
        return no_connection_left()
    return upstream_unreachable()


def no_connection_left() -> GatewayError:
    return GatewayError(503, "too_many_connections", "GPTBoost has no connection left; try again soon.", "server_error")
