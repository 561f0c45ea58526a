"""What models write as markdown, rendered: the one place where text of strangers becomes HTML of a page.

markdown-it makes it without raw HTML and without guessing links, nh3 keeps of it only what is listed here: no image,
no style, no address but http and https. Whoever changes this runs tests/pages/test_markdown.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from requestlog.presenting.fences import language_of
from requestlog.presenting.visible import visible

LEVELS = 50
MOST_CHARACTERS = 20_000
MOST_MARKS = 1_500
SCHEMES = {"http", "https"}
PREFIXES = tuple(f"{scheme}://" for scheme in SCHEMES)
TAGS = {
    *("p", "br", "hr", "h3", "blockquote", "pre", "code", "em", "strong", "s", "ul", "ol", "li", "a", "span", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"*": set[str](), "a": {"href"}, "ol": {"start"}, "pre": {"aria-label"}}
CLASSES = {"div": {"copyable"}, "pre": {"code"}, "span": {"address", "language"}}
RELATION = "noopener noreferrer nofollow"


class Sanitised(str):
    """HTML that `rendered` has made; any piece that is cut from it is mere text again."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def can_render(text: str) -> bool:
    """Whether that takes a moment: markdown has tables and brackets that take long."""
    return len(text) <= MOST_CHARACTERS and max(map(text.count, "|[")) <= MOST_MARKS


def rendered(text: str) -> Sanitised:
    """`text` as HTML; hidden characters are named, the address of each link and image is shown beside its words."""
    return Sanitised(
        nh3.clean(
            PARSER.render(visible(text)),
            tags=TAGS,
            attributes=ATTRIBUTES,
            allowed_classes=CLASSES,
            attribute_filter=_whole_address,
            url_schemes=SCHEMES,
            link_rel=RELATION,
        )
    )


def _whole_address(tag: str, name: str, value: str) -> str | None:
    """No address that is read as one of this site."""
    return None if name == "href" and not value.lower().startswith(PREFIXES) else value


def _image(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    words, address = tokens[at].content, str(tokens[at].attrGet("src") or "")
    return f"[image: {escapeHtml(words)}{_shown(address)}]"


def _link_close(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    opened = next(token for token in reversed(tokens[:at]) if token.type == "link_open")
    return "</a>" + _shown(str(opened.attrGet("href") or ""))


def _shown(address: str) -> str:
    return f' <span class="address">({escapeHtml(address)})</span>'


def _fence(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    language = escapeHtml(language_of(tokens[at].info))
    name = f'<span class="language">{language}</span>' if language else ""
    label = f"{language} code".strip()
    code = escapeHtml(tokens[at].content.removesuffix("\n"))
    return f'<div class="copyable">{name}<pre class="code" aria-label="{label}">{code}</pre></div>\n'


def _heading(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """Below the headings of the page, whatever its level."""
    return "<h3>" if tokens[at].nesting == 1 else "</h3>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": LEVELS})
    parser.enable(["table", "strikethrough"])
    parser.disable("reference")  # whose definitions would not be seen
    rules = {"image": _image, "link_close": _link_close, "fence": _fence, "code_block": _fence}
    for name, rule in {**rules, "heading_open": _heading, "heading_close": _heading}.items():
        parser.add_render_rule(name, rule)
    return parser


PARSER = _parser()
