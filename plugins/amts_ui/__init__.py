"""The report page in the Airflow UI: language pairs, their runs, scores over time, segments side by side.

`app` has the routes, `access` says who may see what, `library` reads reports from S3, `runs` the DAG runs from
Airflow's database, `pages` and `segments` make what the templates show.
"""
