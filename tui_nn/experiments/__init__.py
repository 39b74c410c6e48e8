"""Many networks at once, to learn about settings and not about one start; nothing here draws or prints."""
