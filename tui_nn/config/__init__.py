"""What a person may choose: every option declared once, checked, written to TOML and back."""
