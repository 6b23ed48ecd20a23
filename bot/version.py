"""The release that this is. The packaging has the same number, and a test holds the two together."""

VERSION = "0.1.0"
