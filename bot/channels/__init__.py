"""How people reach the assistant: every channel passes one door."""
