# Stands in for apache/airflow:slim-3.3.2-python3.11: its user, folders, entrypoint; the packages come from the host's venv.
FROM localhost/debian:bookworm
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends python3 python3-pip python-is-python3 curl dumb-init netcat-openbsd libpq5 >/dev/null \
    && rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED \
    && useradd --uid 50000 --gid 0 --create-home airflow \
    && install --directory --owner=airflow --group=0 --mode=0775 /opt/airflow /opt/airflow/logs /opt/airflow/dags
COPY airflow-entrypoint.sh /entrypoint
RUN chmod 0755 /entrypoint \
    && mkdir -p /home/airflow/.local/lib/python3.11/site-packages /home/airflow/.local/bin \
    && tar -C /packages --exclude='*amts*' --exclude=playwright --exclude=mypy --exclude='gemma3*' -cf - . \
    | tar -C /home/airflow/.local/lib/python3.11/site-packages -xf - \
    && printf '#!/usr/bin/python3\nimport sys\nfrom airflow.__main__ import main\nsys.exit(main())\n' > /home/airflow/.local/bin/airflow \
    && printf '#!/usr/bin/python3\nimport sys\nfrom celery.__main__ import main\nsys.exit(main())\n' > /home/airflow/.local/bin/celery \
    && printf '#!/usr/bin/python3\nimport sys\nfrom gunicorn.app.wsgiapp import run\nsys.exit(run())\n' > /home/airflow/.local/bin/gunicorn \
    && chmod 0755 /home/airflow/.local/bin/* \
    && chown -R airflow:0 /home/airflow
ENV PATH=/home/airflow/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/home/airflow AIRFLOW_HOME=/opt/airflow PYTHONUNBUFFERED=1 LANG=C.UTF-8
USER airflow
WORKDIR /opt/airflow
ENTRYPOINT ["/usr/bin/dumb-init", "--", "/entrypoint"]
