"""A page of the bank as HTML: the search, what was found, and the way to more. Links carry the whole search."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from adapters.web.leaves import Choices, Found, Leaf, Sought
from adapters.web.markup import card_html

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="/static/takt.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/base.css">
<link rel="stylesheet" href="/static/cards.css">
<link rel="stylesheet" href="/static/bank.css">
</head>
<body class="bank">
<a class="skip" href="#found">Skip to the questions</a>
"""
_BRAND = (
    '<header class="head"><p class="brand"><a href="/"><img src="/static/takt.svg" width="34" height="34" alt="">'
    "<span>Takt</span></a><small>The bank</small></p>"
)
_FOOT = """<footer class="legal"><p>Takt is not affiliated with ASCM. CPIM is ASCM’s certification.</p></footer>
</body>
</html>
"""


def page_html(sought: Sought, found: Found) -> str:
    """The whole page."""
    counted = "1 question" if found.total == 1 else f"{found.total:,} questions"
    where = f", page {found.page} of {found.pages}" if found.pages > 1 else ""
    return "".join(
        (
            _HEAD.format(title=escape(f"{counted} – Takt")),
            _BRAND,
            _search(sought, found.choices),
            "</header>\n",
            _troubles(found.troubles),
            f'<main id="found"><h1>{counted}{where}</h1>\n',
            "".join(_leaf(sought, leaf) for leaf in found.leaves) or _NOTHING,
            _turning(sought, found),
            "</main>\n",
            _FOOT,
        )
    )


_LOUD = ("draft", "retired")
"""What is not asked."""
_NOTHING = '<p class="nothing">No question is like that. Take a word away, or <a href="/">look at all of them</a>.</p>'


def _search(sought: Sought, choices: Sequence[Choices]) -> str:
    typed = escape(sought.chosen.get("q", ""))
    selects = "".join(_select(one, sought.chosen.get(one.name, "")) for one in choices)
    return (
        '<form class="search" method="get" action="/" role="search">'
        f'<label class="wide"><span>Words</span><input type="search" name="q" value="{typed}" maxlength="200" '
        'placeholder="safety stock" enterkeyhint="search"></label>'
        f'{selects}<button class="button look-primary" type="submit">Search</button></form>'
    )


def _select(choices: Choices, chosen: str) -> str:
    groups = "".join(
        f'<optgroup label="{escape(name)}">{_options(values, chosen)}</optgroup>' if name else _options(values, chosen)
        for name, values in choices.groups
    )
    return f'<label><span>{escape(choices.label)}</span><select name="{escape(choices.name)}">{groups}</select></label>'


def _options(values: Sequence[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in values
    )


def _troubles(troubles: Sequence[str]) -> str:
    told = "".join(f"<li>{escape(one)}</li>" for one in troubles)
    return f'<ul class="troubles" role="status">{told}</ul>\n' if told else ""


def _leaf(sought: Sought, leaf: Leaf) -> str:
    id = escape(leaf.id)
    marks = "".join(
        f'<span class="mark{" loud" if mark in _LOUD else ""}">{escape(mark)}</span>' for mark in leaf.marks
    )
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(fact)}</dd></div>" for name, fact in leaf.facts)
    again = ""
    if leaf.draw is not None:
        link = escape(_link(sought, draw=f"{leaf.id}:{leaf.draw + 1}"))
        again = f'<a class="button again" href="{link}#{id}">Draw again</a>'
    return (
        f'<article class="leaf tone-question" id="{id}" aria-labelledby="of-{id}">'
        f'<p class="about"><a href="{escape(_link(Sought({"q": leaf.id})))}">{id}</a>{marks}</p>'
        f"{card_html(leaf.card, f'of-{leaf.id}')}"
        f'<div class="more">{again}<details><summary class="button">Key and reasons</summary>'
        f'{card_html(leaf.key, f"key-{leaf.id}")}<dl class="facts">{facts}</dl></details></div></article>\n'
    )


def _turning(sought: Sought, found: Found) -> str:
    if found.pages < 2:
        return ""
    before = _turn(sought, found.page - 1, "Previous", "prev") if found.page > 1 else "<span></span>"
    after = _turn(sought, found.page + 1, "Next", "next") if found.page < found.pages else "<span></span>"
    return f'<nav class="turning" aria-label="Pages">{before}<span>{found.page} of {found.pages}</span>{after}</nav>'


def _turn(sought: Sought, page: int, label: str, rel: str) -> str:
    return f'<a class="button" rel="{rel}" href="{escape(_link(Sought(sought.chosen, page)))}">{label}</a>'


def _link(sought: Sought, **more: str) -> str:
    page = {"page": str(sought.page)} if sought.page > 1 else {}
    query = urlencode({**sought.chosen, **page, **more})
    return f"/?{query}" if query else "/"
