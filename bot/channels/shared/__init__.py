"""What several channels do in the same way."""
