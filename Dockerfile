# The image of every Airflow service and of the local AWS service. The version is the one in requirements.txt.
FROM apache/airflow:slim-3.3.2-python3.11

# Books are git repositories. One that is mounted from the host belongs to another user: git is to read it all the same.
# libgomp1 is what the local engine's model computes with.
USER root
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system safe.directory '*' \
    && install --directory --owner=airflow --group=0 --mode=0775 /opt/amts /opt/amts/.amts /var/lib/local_aws
USER airflow

WORKDIR /opt/amts
COPY requirements.txt ./
# What runs, and no more. The weights of the language model are in no requirement (docs/engines.md says why): the service
# local-model in the compose file fetches them.
RUN pip install --no-cache-dir --requirement requirements.txt

COPY --chown=airflow:0 amts_core ./amts_core
COPY --chown=airflow:0 local_aws ./local_aws
COPY --chown=airflow:0 plugins ./plugins
COPY --chown=airflow:0 dags ./dags
COPY --chown=airflow:0 config ./config
COPY --chown=airflow:0 examples ./examples
