"""Lambda: a function's processes belong to its account, and its log lines to their invocation."""

import queue

from ministack.core import lambda_runtime
from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc as service

Worker = lambda_runtime.ProvidedWorker

MARK = "behind the last line of an invocation"
SECONDS_FOR_A_LINE = 10  # it is in the pipe already


def invalidate_worker(name, qualifier=None, account=None, region=None,
                      original=service.invalidate_worker):
    """Stock ends the processes of every account's function of this name."""
    original(name, qualifier, account or get_account_id(), region or get_region())


def marked(worker):
    """Puts the mark into the pipe that the function writes to, unless the function is gone."""
    try:
        with open(f"/proc/{worker._proc.pid}/fd/1", "w") as pipe:
            print(MARK, file=pipe)
    except (AttributeError, OSError):
        return False
    return True


def drain(worker, original=Worker._drain_stderr_bounded, **waits):
    """Stock waits 50 ms for the first line and 5 for the next: on a busy machine they come later,
    and would be the next invocation's."""
    if not marked(worker):
        return original(worker, **waits)
    lines = []
    try:
        lines.extend(iter(lambda: worker._stderr_queue.get(timeout=SECONDS_FOR_A_LINE), MARK))
    except queue.Empty:
        pass
    return "\n".join(lines)


def environment(config, *rest, original=service._provided_worker_env):
    """Names are the same in every account here: a test finds a process by its function's ARN."""
    return {**original(config, *rest), "EMULATED_FUNCTION": config["FunctionArn"]}


def patch():
    service.invalidate_worker = invalidate_worker
    Worker._drain_stderr_bounded = drain
    service._provided_worker_env = environment
