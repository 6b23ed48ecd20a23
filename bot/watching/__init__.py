"""For whoever watches the bot: is it alive, is it ready, how is it doing. Looks on, and changes nothing."""
