"""Understanding: Rasa graph components around one sentence encoder and one classifier."""
