"""Lambda: a function's processes belong to its account."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import lambda_svc as service


def invalidate_worker(name, qualifier=None, account=None, region=None,
                      original=service.invalidate_worker):
    """Stock ends the processes of every account's function of this name."""
    original(name, qualifier, account or get_account_id(), region or get_region())


def patch():
    service.invalidate_worker = invalidate_worker
