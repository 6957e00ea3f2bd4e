"""IAM: an answer that does not come, on demand.

A test that kills a function has to know where it is then: after `WithholdNextAnswer`, which is no
action of AWS's, the next call of that `Operation` has its effect and no answer.
"""

import asyncio
import functools
from urllib.parse import parse_qs

from ministack.core.responses import get_account_id
from ministack.services import iam as service

# Longer than any caller waits.
SECONDS = 60
asked = set()


async def handle_request(handle, method, path, headers, body, query):
    form = {name: values[0] for name, values in parse_qs(body.decode(errors="replace")).items()}
    if form.get("Action") == "WithholdNextAnswer":
        asked.add((get_account_id(), form["Operation"]))
        return service._xml(200, "WithholdNextAnswerResponse", "")
    answer = await handle(method, path, headers, body, query)
    call = get_account_id(), form.get("Action")
    if call in asked:
        asked.remove(call)
        await asyncio.sleep(SECONDS)
    return answer


def patch():
    # Around what is there by now: `trail` patches the same.
    service.handle_request = functools.partial(handle_request, service.handle_request)
