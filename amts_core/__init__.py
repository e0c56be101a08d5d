"""AMTS core: everything that is not Airflow. Each subpackage is one room; data flows from book to evaluate."""
