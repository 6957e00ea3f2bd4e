"""Lambda: a function's processes belong to its account, and its log lines to their invocation."""

from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc as service

Worker = lambda_runtime.ProvidedWorker


def invalidate_worker(name, qualifier=None, account=None, region=None,
                      original=service.invalidate_worker):
    """Stock ends the processes of every account's function of this name."""
    original(name, qualifier, account or get_account_id(), region or get_region())


def drain(worker, original=Worker._drain_stderr_bounded, **_stock):
    """Stock waits 50 ms for the first line and 5 for the next: on a busy machine they come later,
    and would be the next invocation's."""
    return original(worker, first_line_wait=1.0, idle_confirm=0.03, hard_cap=2.0)


def patch():
    service.invalidate_worker = invalidate_worker
    Worker._drain_stderr_bounded = drain
