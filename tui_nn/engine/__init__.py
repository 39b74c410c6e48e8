"""What learns: NumPy and the standard library, usable from a script; nothing here draws or prints."""
