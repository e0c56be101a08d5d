"""From a synced chapter to the people: sidecar, files, patch, branch, pull request, review, corrections."""
