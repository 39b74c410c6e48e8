"""Screens: each composes and routes; its style sheet stands beside it."""
