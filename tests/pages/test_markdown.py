"""`requestlog.presenting.markdown`: what is kept of what models write, and what never becomes HTML."""

from __future__ import annotations

import re

import pytest

from requestlog.presenting.markdown import MOST_CHARACTERS, MOST_MARKS, Sanitised, can_render, rendered

ANY_TAG = re.compile(r"<[a-z/!]", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** *it* `x<y` ~~s~~", "<p><strong>bold</strong> <em>it</em> <code>x&lt;y</code> <s>s</s></p>"),
        ("# One\n###### Six", "<h3>One</h3>\n<h3>Six</h3>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("    code", '<div class="copyable"><pre class="code" aria-label="code">code</pre></div>'),
        ("a https://example.org b", "<p>a https://example.org b</p>"),
        (
            "![a<b](https://canary.example/x.png)",
            '<p>[image: a&lt;b <span class="address">(https://canary.example/x.png)</span>]</p>',
        ),
        ("[a]: https://example.org", "<p>[a]: https://example.org</p>"),
        ("a\u202eb", "<p>a⟨U+202E⟩b</p>"),
    ],
)
def test_it_renders(text: str, html: str):
    assert rendered(text).strip() == html


def test_it_shows_code_with_its_language():
    assert rendered("```python hl=1\nprint('<b>')\n```").strip() == (
        '<div class="copyable"><span class="language">python</span>'
        '<pre class="code" aria-label="python code">print(\'&lt;b&gt;\')</pre></div>'
    )


def test_it_shows_where_a_link_leads_and_tells_nobody_where_from():
    assert rendered("[bank](https://evil.example/?a=1&b=2)").strip() == (
        '<p><a href="https://evil.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">bank</a>'
        ' <span class="address">(https://evil.example/?a=1&amp;b=2)</span></p>'
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:a@b.c",
        "//evil.example",
        "/p/support/",
        "#top",
        "",
        "?x",
        "java\tscript:x",
        "&#106;avascript:x",
        "ftp://a.b",
        "\x01javascript:x",
    ],
)
def test_it_links_to_no_other_kind_of_address(address: str):
    assert "href" not in rendered(f"[a]({address}) [b](<{address}> 'title') <{address}>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        "<a href='https://a.b' onclick=x()>",
        "<!-- x -->",
        "<?x?>",
        "<![CDATA[x]]>",
        "<svg/onload=x()>",
        "&lt;script&gt;",
        "<div\nstyle='x'>",
        '<https://a.b/"onx=1>',
        "<style>*{}</style>",
    ],
)
def test_it_shows_html_as_text(text: str):
    html = rendered(text)
    assert ANY_TAG.findall(re.sub(r"</?p>|</?a[ >]|</?span[ >]", "", html)) == []
    assert re.search(r"<[^>]*\s(on\w+|style)=", html) is None


@pytest.mark.parametrize(
    "inside",
    [
        "```{}\nx\n```",
        "`{}`",
        "[{}](https://a.b)",
        "[a](https://a.b/{})",
        "![{}](x)",
        "| {} |\n|---|\n| {} |",
        "[a](https://a.b '{}')",
        "# {}",
        "<https://a.b/{}>",
    ],
)
def test_it_lets_nothing_out_of_a_piece_of_markdown(inside: str):
    html = rendered(inside.replace("{}", "\"></code></pre><img/src=x/onerror=x()>'onx=1"))
    assert re.search(r"<img|<[^>]*\sonx?\w*=", html) is None


def test_it_is_mere_text_again_once_it_is_cut():
    html = rendered("**a** <b>")
    assert isinstance(html, Sanitised)
    assert not any(hasattr(made, "__html__") for made in (html[:3], html + "<b>", html.replace("a", "b")))


@pytest.mark.parametrize("text", ["![" * MOST_MARKS, "*a_ " * 5_000, "|a" * 700 + "\n" + "|-" * 700])
def test_it_ends_with_what_takes_longest(text: str):
    assert can_render(text)
    assert len(rendered(text)) >= len(text)


@pytest.mark.parametrize("text", ["x" * (MOST_CHARACTERS + 1), "|" * (MOST_MARKS + 1), "[" * (MOST_MARKS + 1)])
def test_it_says_what_takes_too_long(text: str):
    assert not can_render(text)
