"""Chapters without loss: text to blocks, inline pieces and segments, and back. Imports no other room."""
