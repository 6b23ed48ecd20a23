"""Questions out of the bank and into it: YAML, CSV and GIFT both ways, decks for Anki out."""
