"""Measures this assistant against Rasa's own default: `python -m benchmarks`, or `make bench`."""
