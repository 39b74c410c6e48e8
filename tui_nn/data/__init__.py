"""Rows to learn from: built-in tables and a person's own files; nothing here trains."""
