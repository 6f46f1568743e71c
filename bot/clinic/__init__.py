"""The clinic's own words: topics, facts, questions, answers. Pure: no I/O, no clock, standard library only."""
