"""The pages as Airflow holds them, in an Airflow home of their own, for programs that are no tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.airflow_home import prepare


def open_desk(config_file: Path) -> Any:
    """The app of Airflow with the pages in it; S3 is what boto3 finds. To be called before Airflow is imported."""
    os.environ |= {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of this process alone, long enough for HS512 " * 2,
    }
    prepare()
    from airflow.api_fastapi.app import create_auth_manager

    from amts_core.aws.storage import open_store
    from amts_core.config import load_config
    from amts_ui.library import Library, Setting
    from tests.plugins.amts_ui.conftest import NoLooks, make_tables, outer_app

    make_tables()
    config = load_config(config_file)
    store = open_store(config.storage.bucket, config.storage.prefix, region=config.storage.region)
    return outer_app(create_auth_manager(), Setting(config, Library(store), NoLooks()))  # type: ignore[arg-type]


def signed_in(app: Any) -> str:
    """A token of a user who may edit DAGs."""
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token: str = app.state.auth_manager.generate_jwt(SimpleAuthManagerUser(username="ann", role="user"))
    return token
