"""What changed, what stays human, what is new."""
