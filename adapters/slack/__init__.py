"""Slack, through Bolt: requests in, letters out."""
