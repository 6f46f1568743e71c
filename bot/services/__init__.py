"""What the assistant does with a question: one verb a file, on the clinic's objects alone."""
