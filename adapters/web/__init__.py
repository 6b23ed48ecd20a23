"""The web room: Takt in the browser with pretend members and a clock that can be moved, for newcomers and for tests."""
