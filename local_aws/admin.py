"""The admin routes, below /_local_aws/: health, progress of the jobs, faults. JSON in and out."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.wrappers import Request, Response

from local_aws.faults import FaultKind, UnknownFaultError, read_fault
from local_aws.service import Service
from local_aws.translate.exceptions import error_named

ADMIN_PREFIX = "/_local_aws/"


def answer_admin(request: Request, service: Service) -> Response:
    """Answer GET health, GET progress, and GET, POST, DELETE faults."""
    match request.method, request.path.removeprefix(ADMIN_PREFIX).strip("/"):
        case "GET", "health":
            return _reply({"status": "ready", "engine": service.engine.name})
        case "GET", "progress":
            return _reply({"jobs": progress(service)})
        case "GET", "faults":
            return _reply({"faults": service.faults.as_json()})
        case "POST", "faults":
            return _add_faults(request, service)
        case "DELETE", "faults":
            service.faults.clear()
            return _reply({"faults": []})
    return _reply({"error": "GET health, GET progress, or GET, POST, DELETE faults"}, 404)


def progress(service: Service) -> list[dict[str, Any]]:
    """The jobs of all regions with their state; `progress` is null for one that has not begun since the start."""
    return [
        {
            "jobId": job.id,
            "jobName": job.name,
            "region": backend.region.name,
            "status": job.status,
            "progress": backend.jobs.progress[job.id].as_json() if job.id in backend.jobs.progress else None,
        }
        for backend in service.backends()
        for job in backend.jobs.all()
    ]


def _add_faults(request: Request, service: Service) -> Response:
    if request.mimetype != "application/json":  # a page in a browser cannot send this without asking first
        return _reply({"error": "send application/json"}, 415)
    try:
        body = json.loads(request.get_data())
        faults = [read_fault(entry) for entry in (body if isinstance(body, list) else [body])]
        for fault in faults:
            if fault.kind is FaultKind.ERROR:
                error_named(fault.code)
    except KeyError as error:
        return _reply({"error": f"unknown error code {error}"}, 400)
    except (ValueError, UnknownFaultError) as error:
        return _reply({"error": str(error)}, 400)
    for fault in faults:
        service.faults.add(fault)
    return _reply({"faults": service.faults.as_json()})


def _reply(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body, indent=1) + "\n", status, mimetype="application/json")
