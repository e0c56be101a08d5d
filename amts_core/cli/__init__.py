"""The console command `amts`: the functions that the DAGs call, for people without Airflow at hand."""
