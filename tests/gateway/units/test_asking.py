"""Usage on streams where the client did not ask for it: the request."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.asking import with_usage

USAGE = b'{"stream_options":{"include_usage":true},'
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text().filter(lambda key: key not in ("stream", "stream_options")), values, max_size=4)


@pytest.mark.parametrize("start", [b"{", b" {", b"\r\n\t{ "])
def test_it_asks_right_after_the_opening_brace(start):
    rest = b'"model": "gpt-5-mini","stream" : true, "seed": 1.00, "user": "\\u00e5" }\n'
    assert with_usage(start + rest) == start.replace(b"{", USAGE) + rest


@pytest.mark.parametrize(("options", "merged"), [
    (b'{"include_usage": false}', b'{"include_usage": true}'),
    (b'{"include_usage":null, "x": 1.00}', b'{"include_usage":true, "x": 1.00}'),
    (b'{ "include_obfuscation" : false }', b'{"include_usage":true, "include_obfuscation" : false }'),
    (b"{ }", b'{"include_usage":true}'),
    (b"null", b'{"include_usage":true}'),
    (b'{"x": {"include_usage": true}}', b'{"include_usage":true,"x": {"include_usage": true}}'),
    (b'{"x": "\\ud800", "y": 123456789012345678901234567890}',
     b'{"include_usage":true,"x": "\\ud800", "y": 123456789012345678901234567890}'),
])  # fmt: skip
def test_it_changes_nothing_but_the_options_that_are_there(options, merged):
    body = b'{"a": 1e400, "b": "\\ud800 \xc3\xa5", "stream": true, "stream_options": %s, "n": 99999999999999999999}'
    assert with_usage(body % options) == body % merged


@pytest.mark.parametrize("body", [
    b"", b"{}", b"[]", b"null", b"\x1f\x8b\x08binary", b'{"stream": true', b'["stream", true]',
    b'{"messages": []}', b'{"stream": false}', b'{"stream": null}', b'{"stream": 1}', b'{"stream": "true"}',
    b'{"stream": true, "stream_options": {"include_usage": true}}',
    b'{"stream": true, "stream_options": {"include_usage": true, "x": 1}}',
    b'{"input": {"stream": true}}',
    b'\xef\xbb\xbf{"stream": true}',
])  # fmt: skip
def test_it_leaves_alone_what_does_not_stream_or_asks_itself(body):
    assert with_usage(body) is None


@pytest.mark.parametrize("options", [
    b'"x"', b"1", b"[]", b"true", b'{"include_usage": false, "include_usage": null}',
    b'{}, "stream_options": {}', b'{"x": "\xff"}', b'{"x": %s1%s}' % (b"[" * 10_000, b"]" * 10_000),
])  # fmt: skip
def test_it_leaves_alone_options_that_it_is_not_sure_of(options):
    assert with_usage(b'{"stream": true, "stream_options": ' + options + b"}") is None


@given(objects, st.none() | objects, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_it_means_the_same_request_but_for_the_usage(fields, options, indent, is_ascii):
    asked = fields | {"stream": True} | ({} if options is None else {"stream_options": options})
    body = json.dumps(asked, indent=indent, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    expected = asked | {"stream_options": {**(options or {}), "include_usage": True}}
    assert json.loads(with_usage(body)) == expected


@given(st.binary() | st.text().map(str.encode) | values.map(json.dumps).map(str.encode))
def test_it_takes_anything(body):
    assert with_usage(body) is None or json.loads(body)["stream"] is True
    assert with_usage(b'{"stream":true,"stream_options":' + body) is None
