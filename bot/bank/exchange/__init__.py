"""Questions out of the bank and into it: YAML, CSV and GIFT both ways, decks for Anki out."""

from bot.bank.exchange.forms import Form, form_of, incoming, one_file, yaml_files
from bot.bank.exchange.importing import Incoming, Plan, plan
from bot.bank.exchange.selecting import Holding, Wanted, holding

__all__ = [
    "Form",
    "Holding",
    "Incoming",
    "Plan",
    "Wanted",
    "form_of",
    "holding",
    "incoming",
    "one_file",
    "plan",
    "yaml_files",
]
