"""Steps of the schema from release to release."""
