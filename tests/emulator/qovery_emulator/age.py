"""Time that goes by, for functions: they read the machine's clock, which nobody may move.

So all that an account has dated becomes older, which is the same to whoever compares dates."""

import calendar
import re
import time

from ministack.services import iam, secretsmanager

from qovery_emulator import admin

FORMAT = "%Y-%m-%dT%H:%M:%S"
INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z")


def older(text, seconds):
    """The text with every instant in it moved back: a tag's, a policy's, an answer's."""
    def back(match):
        at = calendar.timegm(time.strptime(match[1], FORMAT))
        return f"{time.strftime(FORMAT, time.gmtime(at - seconds))}{match[2] or ''}Z"
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
    """`POST /_qovery/age?seconds=86400`."""
    seconds = int(seconds)
    for store in (iam._users, iam._roles, iam._access_keys, secretsmanager._secrets):
        for item in store.values():
            age(item, seconds)


def patch():
    admin.COMMANDS["age"] = age_account
