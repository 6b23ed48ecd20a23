"""Bad input on every surface: refused in words, nothing written, and never a traceback to a member."""
