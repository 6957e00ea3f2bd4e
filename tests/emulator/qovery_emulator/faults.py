"""Faults on demand: `POST /_qovery/fault?action=iam:GetRole&kind=throttled&times=3`.

The next calls of that action by anybody but the root meet the fault; of several faults, the first
asked for comes first. `denied` works for every service, the others for IAM:

| kind | AWS does it when |
|---|---|
| `denied` | a permission that was just granted does not count yet |
| `throttled` | the account makes too many calls |
| `conflict` | two writes meet at one user, role or policy |
| `unanswered` | the connection breaks: the call has its effect, and no answer |
"""

import asyncio
import functools
from collections import deque
from urllib.parse import parse_qs

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam as service

from qovery_emulator import admin

ANSWERS = {
    "throttled": (400, "Throttling", "Rate exceeded"),
    "conflict": (409, "ConcurrentModification",
                 "The request was rejected because multiple requests to change this object were "
                 "submitted simultaneously. Wait a few minutes and submit your request again."),
}
KINDS = {"denied", "unanswered", *ANSWERS}
LONGER_THAN_ANY_CALLER_WAITS = 60
planned = {}


def plan(action, kind, times="1"):
    if kind not in KINDS or (kind != "denied" and not action.startswith("iam:")):
        raise ValueError(f"no fault {kind} for {action}")
    faults = planned.setdefault((get_account_id(), action), deque())
    faults.extend([kind] * int(times))


def next_of(action, kinds):
    """Takes the first planned fault of this action, if it is of these kinds."""
    faults = planned.get((get_account_id(), action))
    return faults.popleft() if faults and faults[0] in kinds else None


def enforce(access_key_id, action, *rest, original, **named):
    verdict = original(access_key_id, action, *rest, **named)
    if verdict is None and not iam_evaluator.is_root_access_key(access_key_id) and (
            next_of(action, {"denied"})):
        principal = iam_evaluator.resolve_principal(access_key_id, get_account_id())
        return iam_evaluator.EvalResult("ImplicitDeny", principal.arn)
    return verdict


async def handle_request(handle, method, path, headers, body, query):
    action = parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
    kind = next_of(f"iam:{action}", KINDS - {"denied"})
    if kind in ANSWERS:
        return service._error(*ANSWERS[kind])
    answer = await handle(method, path, headers, body, query)
    if kind:
        await asyncio.sleep(LONGER_THAN_ANY_CALLER_WAITS)
    return answer


def patch():
    admin.COMMANDS["fault"] = plan
    # Around what is there by now.
    iam_evaluator.enforce = functools.partial(enforce, original=iam_evaluator.enforce)
    service.handle_request = functools.partial(handle_request, service.handle_request)
