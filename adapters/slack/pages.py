"""The pages that whoever installs Takt sees in the browser: what it may do, what to do next, and what went wrong."""

from __future__ import annotations

from html import escape

from adapters.slack.scopes import SCOPES

NOT_AFFILIATED = "Takt is not affiliated with ASCM. CPIM, APICS and ASCM are trademarks of their owners."
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1c2733}"
    "h1{font-size:1.6rem}a.go{display:inline-block;background:#1f3a5f;color:#fff;padding:.7rem 1.2rem;"
    "border-radius:.4rem;text-decoration:none}li{margin:.3rem 0}small{color:#4a5a6a}"
    "code{background:#eef2f6;padding:0 .3em}"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""The address of the way back holds a code: it goes nowhere else and is kept nowhere."""

_AGAIN = "Please begin again: open this page anew and press the button."
_FAILURES = {
    "access_denied": ("Nothing was installed", "You did not allow it, and that is fine. Takt has no access."),
    "invalid_browser": (
        "This browser did not begin the installation",
        "An installation ends in the browser in which it was begun, with cookies allowed. " + _AGAIN,
    ),
    "invalid_state": ("This took too long, or was used before", f"An installation has ten minutes. {_AGAIN}"),
    "missing_code": ("Slack sent no code", _AGAIN),
    "invalid_code": ("Slack did not take the code", f"It may be used once, within ten minutes. {_AGAIN}"),
    "org_wide": (
        "Takt is installed workspace by workspace",
        "This was an installation for a whole organisation, which Takt cannot serve. Nothing was kept. Choose one "
        "workspace of it at the top right of Slack's page.",
    ),
    "not_allowed": (
        "This Takt does not serve your workspace",
        "Nothing was kept. Ask the people who run it to add your workspace, then begin again.",
    ),
}
_UNKNOWN = ("That did not work", f"Slack gave a reason that Takt does not know. {_AGAIN}")
OWN_FAULT = ("Something went wrong on Takt’s side", f"It is not your fault. {_AGAIN}")


def begin(url: str, *, history: bool) -> str:
    """What Takt will be allowed to do, and the way on to Slack."""
    asked = "".join(
        f"<li>{escape(one.why)} <small>{one.name}</small></li>" for one in SCOPES if history or not one.history
    )
    return _page(
        "Add Takt to your Slack workspace",
        "<p>Takt is a study-group bot for people preparing for the CPIM exam: a question every study day, answered in "
        "private, a score, and a countdown. It works in the channels to which it is invited, and nowhere else.</p>"
        f"<p>Slack will ask you to allow this:</p><ul>{asked}</ul>"
        f'<p><a class="go" href="{escape(url)}">Go on to Slack</a></p>'
        "<p><small>Takt keeps its own access to the workspace, encrypted, until you remove the app. It reads no "
        "conversations and asks for no e-mail address.</small></p>",
    )


def done(workspace: str, prefix: str) -> str:
    """What to do next."""
    where = f"<strong>{escape(workspace)}</strong>" if workspace else "your workspace"
    return _page(
        "Takt is installed",
        f"<p>It is ready in {where}. In the channel of your study group:</p><ol>"
        "<li>Type <code>/invite @takt</code>.</li>"
        f"<li>Type <code>/{escape(prefix)}cohort create</code> and choose the exam and the time of the question.</li>"
        f"<li>Everybody else finds their way with <code>/{escape(prefix)}takt help</code>.</li></ol>"
        "<p>You can close this page.</p>",
    )


def failed(reason: str, install: str) -> str:
    """What went wrong, in our words alone: what stands in the address is not shown."""
    return problem(*_FAILURES.get(reason, _UNKNOWN), install)


def problem(title: str, text: str, install: str) -> str:
    """Something went wrong."""
    return _page(title, f'<p>{escape(text)}</p><p><a href="{escape(install)}">Begin again</a></p>')


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}"
        f"<p><small>{escape(NOT_AFFILIATED)}</small></p></body></html>"
    )
