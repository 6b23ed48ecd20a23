"""One step each, in order; never changed after a release."""
