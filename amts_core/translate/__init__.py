"""Chapters to the documents of a batch job, and back into the chapter's own frame."""
