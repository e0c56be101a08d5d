"""Parallel data: two texts to beads, beads to the pair table, the pair table to a file for Amazon Translate."""
