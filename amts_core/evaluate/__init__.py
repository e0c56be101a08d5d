"""How good the drafts are: scores with intervals, significance, leakage, and the report of a run.

Input is one table with a row per scored segment (`segments.scored_segments` makes it from chapters); `scoring.evaluate`
turns it into a `report.Report`, which `publish` writes as JSON, CSV, text and one HTML page.
"""
