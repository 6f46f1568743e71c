"""From Rasa's tracker to a service and back, a file an action. Rasa builds them without arguments."""
