"""`python -m bot` is `takt`."""

from bot.cli import main

main()
