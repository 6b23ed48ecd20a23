"""Tokens at rest are sealed: with the newest key, and opened with any that is still known.

The library that seals is loaded with the first key: most bots have one workspace, and need it not.
"""

from __future__ import annotations

from collections.abc import Sequence


class Lost(Exception):
    """None of the keys opens this: the key that sealed it is gone."""


class Seal:
    """Keys of Fernet (AES-128 and a signature over it), the newest first. At least one."""

    def __init__(self, keys: Sequence[str]) -> None:
        from cryptography.fernet import Fernet, InvalidToken, MultiFernet

        self._wrong = InvalidToken
        self._newest = Fernet(keys[0])
        self._any = MultiFernet([Fernet(key) for key in keys])

    def close(self, text: str) -> str:
        """Sealed with the newest key. Longer than the text: 60 characters become 164, 80 become 204."""
        return self._newest.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text. Raises Lost."""
        try:
            return self._any.decrypt(sealed.encode()).decode()
        except self._wrong:
            raise Lost from None

    def is_newest(self, sealed: str) -> bool:
        """Whether the newest key opens it."""
        try:
            self._newest.decrypt(sealed.encode())
        except self._wrong:
            return False
        return True


def new_key() -> str:
    """A fresh key."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()
