"""The core of Takt. It knows no platform: adapters hand it requests and deliver its letters."""
