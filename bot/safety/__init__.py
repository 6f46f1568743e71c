"""The red-flag gate: deterministic, on every text, before and beside the classifier."""
