"""Time that goes by, for functions: they read the machine's clock, which nobody may move.

So all that an account has dated becomes older, which is the same to whoever compares dates."""

import calendar
import re
import time

from ministack import app
from ministack.services import iam, secretsmanager

from qovery_emulator.iam import last_uses

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def older(text, seconds):
    """The text with every instant in it moved back: a tag's, a policy's, an answer's."""
    def back(match):
        at = calendar.timegm(time.strptime(match[0], FORMAT))
        return time.strftime(FORMAT, time.gmtime(at - seconds))
    return INSTANT.sub(back, text)


def age(item, seconds):
    """Changed where it is: a rotation under way holds it, too."""
    for name, value in list(item.items() if isinstance(item, dict) else enumerate(item)):
        if isinstance(value, (dict, list)):
            age(value, seconds)
        elif isinstance(value, str):
            item[name] = older(value, seconds)
        elif str(name).endswith("Date") and value is not None:
            item[name] = value - seconds


def age_account(seconds):
    for store in (iam._users, iam._roles, iam._access_keys, secretsmanager._secrets):
        for item in store.values():
            age(item, seconds)
    for key in set(iam._access_keys).intersection(last_uses):
        last_uses[key] = older(last_uses[key], seconds)


async def handle(method, path, headers, query, request_id,
                 original=app._handle_pre_body_request):
    """`POST /_qovery/age?seconds=86400`, for the account of the caller."""
    if (method, path) != ("POST", "/_qovery/age"):
        return await original(method, path, headers, query, request_id)
    age_account(int(query["seconds"][0]))
    return 200, {}, b""


def patch():
    app._handle_pre_body_request = handle
