"""The port between core and platforms: what comes in, what goes out, and nothing that one platform alone knows."""
