"""Amazon Translate for Apache Airflow, in the shape of the amazon provider."""
