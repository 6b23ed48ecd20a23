"""Draws recipes. Pure functions from a picture's recipe to a PNG, and a studio that calls them off the event loop."""
