"""The gateway's own answers, in the shape that OpenAI's clients understand."""

from __future__ import annotations

import orjson

Headers = list[tuple[bytes, bytes]]


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
        return [*given, (b"retry-after", b"5")] if self.status == 503 else given


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


def body_too_large(most: int) -> GatewayError:
    return GatewayError(413, "body_too_large", f"The body is larger than GPTBOOST_MAX_BODY_BYTES, {most:,} bytes.")


def path_not_valid() -> GatewayError:
    return GatewayError(400, "invalid_path", "The path may not contain '.' or '..' segments.")


def upstream_unreachable() -> GatewayError:
    return GatewayError(
        502, "upstream_unreachable", "The upstream could not be reached, or broke off before it answered.", "api_error"
    )


def upstream_timed_out(seconds: float) -> GatewayError:
    return GatewayError(504, "upstream_timeout", f"The upstream was silent for {seconds:g} seconds.", "api_error")
