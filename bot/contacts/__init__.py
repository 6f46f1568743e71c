"""Ways to reach a visitor, checked; and the notices that reach staff."""
