"""The linter: one small function for each rule of the item-writing guide, and one table that lists them."""
