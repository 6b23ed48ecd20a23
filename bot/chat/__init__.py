"""The port between the core and the platforms: what comes in, what goes out, and nothing that one platform alone knows."""
