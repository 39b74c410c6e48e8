"""The command line: one command a file; it parses and prints, and nothing else does."""
