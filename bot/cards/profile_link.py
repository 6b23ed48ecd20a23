"""Linking two accounts of one person: both sides see who the other is, and both say yes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.codes import line
from bot.chat.message import Button, Card, Look, Tone
from bot.chat.text import CommandRef, Text, join, say
from bot.model.places import Account
from bot.rules.appearing import title_of
from bot.rules.naming import shown


def who_words(account: Account, name: str) -> Text:
    """`Ana on Slack`, the name in bold."""
    return say("**{name}** on {platform}", name=shown(name) or "somebody", platform=title_of(account.platform))


def code(secret: str) -> Card:
    """For the account that the other one will be linked to."""
    return Card(
        "Link your other account",
        join(
            (
                say("With your other account, on this platform or another, type:"),
                line("takt profile link", secret),
                say("It shows you this account's name; then I ask you here to confirm. Give the code to nobody else."),
            ),
            "\n\n",
        ),
        note=say("The code works once, for ten minutes. What you set here will count for both."),
    )


def same(account: Account, name: str) -> Card:
    """The code was used by the person who gave it."""
    return Card(
        "This is the same person already",
        say("Use the code with your other account, not as {who}.", who=who_words(account, name)),
        tone=Tone.REFUSAL,
    )


def linked_already() -> Card:
    """The account that used the code is one of several."""
    return Card(
        "This account is linked already",
        say(
            "Give the code here with {link} and use it on the account that stands alone, or {unlink} first.",
            link=CommandRef("takt profile link"),
            unlink=CommandRef("takt profile unlink"),
        ),
        tone=Tone.REFUSAL,
    )


def send(number: int, first: Text, *, hidden: bool) -> Card:
    """For the account that used the code: who it would be linked to."""
    return Card(
        "Link these two accounts?",
        join(
            (
                say("This account would become one with {first}.", first=first),
                say("**One score:** where both answered a question, the earlier answer counts."),
                say(
                    "**One profile:** what is set there counts; where nothing is, yours does. What you set here rests,"
                    " and is back if you unlink."
                ),
                say("You are hidden here: you will be as visible as you are there.") if hidden else (),
                say("If you do not know who that is, press *No*."),
            ),
            "\n\n",
        ),
        buttons=(
            (Button("Yes, that is me", f"link:send:{number}", Look.PRIMARY), Button("No", f"link:stop:{number}")),
        ),
    )


def sent(first: Text) -> Card:
    """For the account that used the code."""
    return Card(
        "Now confirm over there",
        say("I have written to {first}. Press *Confirm* there, and the two are linked.", first=first),
    )


def stopped() -> Card:
    """For the account that used the code, and thought better of it."""
    return Card("Nothing was linked", say("The code is used up. Nobody was told your name."))


def confirm(number: int, second: Text) -> Card:
    """For the account that gave the code."""
    return Card(
        "Is this you?",
        join(
            (
                say("{second} used your code, to be linked with this account.", second=second),
                say("Confirm only if both are yours: they will share your score, profile and exam date."),
            ),
            "\n\n",
        ),
        buttons=(
            (
                Button("Confirm", f"link:confirm:{number}", Look.PRIMARY),
                Button("Decline", f"link:decline:{number}"),
            ),
        ),
    )


def linked(other: Text) -> Card:
    """For both, each with the other's name."""
    return Card(
        "Linked",
        say(
            "You and {other} are one from now on, with one score. {unlink} makes it undone.",
            other=other,
            unlink=CommandRef("takt profile unlink"),
        ),
        tone=Tone.RIGHT,
    )


def declined(second: Text) -> Card:
    """For the account that gave the code."""
    return Card("Declined", say("{second} was not linked. The code is used up.", second=second))


def was_declined() -> Card:
    """For the account that used the code."""
    return Card("The accounts were not linked", say("It was declined on the other side. Nothing has changed."))


def nothing_linked() -> Card:
    """There is nothing to unlink."""
    return Card(
        "No other account is linked",
        say("{link} links one.", link=CommandRef("takt profile link")),
        tone=Tone.REFUSAL,
    )


def which(accounts: Sequence[tuple[int, Account, str]]) -> Card:
    """The linked accounts, each with its button."""
    buttons = tuple(
        Button(f"Unlink {shown(name) or 'it'} on {title_of(account.platform)}"[:75], f"unlink:{number}", Look.DANGER)
        for number, account, name in accounts
    )
    return Card(
        "Unlink an account?",
        join(
            (
                join([say("• {who}", who=who_words(account, name)) for _, account, name in accounts]),
                say(
                    "Each account is then as it was before, with its own profile and the answers that it gave. Nothing"
                    " is lost; you can link them again."
                ),
            ),
            "\n\n",
        ),
        buttons=tuple(buttons[at : at + 5] for at in range(0, len(buttons), 5)),
    )


def unlinked(who: Text) -> Card:
    """For whoever did it."""
    return Card("Unlinked", say("{who} stands alone again, with what it answered.", who=who), tone=Tone.RIGHT)


def on_your_own() -> Card:
    """For the account that was unlinked, with its next private reply."""
    return Card("This account stands alone again", say("It was unlinked: its own profile and score are back."))
