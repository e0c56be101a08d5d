"""What the work was, and what it would have been: updates in the history, their table, the meter."""
