"""The steps of a run, one module a step, free of Airflow: they join the rooms and keep their content in S3.

A step takes a `Run` and small references, and gives small references back; a scheduler calls the steps in order:

    plan → align → parallel_data → documents → jobs → drafts → deliver → report → record

Every step is idempotent: it writes under keys made from its input, so that a repeated step finds its work done.
"""
