"""Discord: requests in, letters out, through discord.py."""
