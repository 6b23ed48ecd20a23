"""Content: items, generators, blueprints and facts. Imports only the model and the rules."""
