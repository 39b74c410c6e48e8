"""Files on disk: versioned formats, written whole or not at all."""
