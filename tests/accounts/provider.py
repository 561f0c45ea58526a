"""A little OpenID provider on loopback, which signs whatever a test wants it to say."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "gptboost", "the-secret-that-the-provider-gave-us"


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


KEYS = {"RS256": rsa_key, "ES256": ec_key}
ALGORITHMS = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm}


@dataclass
class Provider:
    """`claims` change those of the next token, None leaves one out; `userinfo` is what that endpoint says."""

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    forged: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    tokens_given: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> Provider:
        handler = type("Handler", (Answers,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, location: str) -> dict[str, str]:
        """What a person's browser brings back from the page to which it was led."""
        assert location.startswith(f"{self.issuer}/authorize?")
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return {"code": "the-code", "state": self.asked["state"]}

    def document(self) -> dict[str, Any]:
        paths = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
            "jwks_uri": "/keys",
        }
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in paths.items()}}

    def keys(self) -> dict[str, Any]:
        public = {name: ALGORITHMS[name].to_jwk(key().public_key(), as_dict=True) for name, key in KEYS.items()}
        return {"keys": [{**jwk, "kid": name, "alg": name, "use": "sig"} for name, jwk in public.items()]}

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """Only for the client that asked, with PKCE's secret."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == self.asked["code_challenge"]
        assert (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        self.tokens_given.append(form)
        return {"access_token": "access", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "7", "iat": now, "exp": now + 300}
        address = {"email": "alice@example.org", "email_verified": True}
        said = {**usual, **address, "nonce": self.asked["nonce"], **self.claims}
        said = {name: value for name, value in said.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(said, None, algorithm="none", headers={"kid": "RS256"})
        if self.algorithm == "HS256":
            return jwt.encode(said, CLIENT_SECRET, algorithm="HS256", headers={"kid": "RS256"})
        key: Any = rsa.generate_private_key(65537, 2048) if self.forged else KEYS[self.algorithm]()
        return jwt.encode(said, key, algorithm=self.algorithm, headers={"kid": self.algorithm})


class Answers(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        said = {
            "/.well-known/openid-configuration": self.provider.document,
            "/keys": self.provider.keys,
            "/userinfo": lambda: self.provider.userinfo,
        }
        self.say(said[self.path]())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.say(self.provider.token({name: values[0] for name, values in form.items()}))

    def say(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""
