"""IAM: quotas, key usage, and paths in ARNs."""

import contextvars
import time

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam as service

from qovery_emulator import simulation

KEYS_PER_USER = 2
last_uses = {}
caller = contextvars.ContextVar("caller", default="")


def create_access_key(params, original=service._create_access_key):
    """AWS allows two keys per user."""
    user = service._p(params, "UserName")
    keys = [key for _, key in service._access_keys.items() if key["UserName"] == user]
    if len(keys) >= KEYS_PER_USER:
        return service._error(409, "LimitExceeded",
                              "Cannot exceed quota for AccessKeysPerUser: 2", ns="iam")
    return original(params)


def authenticate(key, account, original=iam_evaluator.authenticate):
    """Stock does not remember when a key was used, and by whom a call was made."""
    caller.set(key)
    credential = original(key, account)
    if isinstance(credential, iam_evaluator.ResolvedCredential) and key.startswith("AKIA"):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        last_uses[key] = f"<LastUsedDate>{now}</LastUsedDate><Region>{get_region()}</Region>"
    return credential


def get_user(params, original=service._get_user):
    """Without a name AWS shows the user of the key; stock shows the root."""
    key = service._access_keys.get(caller.get())
    if key and not service._p(params, "UserName"):
        params = {**params, "UserName": [key["UserName"]]}
    return original(params)


def get_access_key_last_used(params, original=service._get_access_key_last_used):
    status, headers, body = original(params)
    used = last_uses.get(service._p(params, "AccessKeyId"))
    if status == 200 and used:
        body = body.replace(b"<Region>N/A</Region>", used.encode()).replace(b">N/A<", b">sts<")
    return status, headers, body


def role_xml(name, boundary=True, original=service._role_xml):
    """AWS always has the element, empty for a role that nobody has used."""
    return original(name, boundary) + ("<RoleLastUsed></RoleLastUsed>" if boundary else "")


def stored_arn(arn):
    """The ARN with its path, of the principal that this ARN without one names."""
    for kind, store in (("user", service._users), ("role", service._roles)):
        prefix = f"arn:aws:iam::{get_account_id()}:{kind}/"
        if arn.startswith(prefix) and arn.removeprefix(prefix) in store:
            return store[arn.removeprefix(prefix)]["Arn"]
    return arn


def extract_resource_arn(service_name, method, path, headers, body, query, region, account,
                         original=iam_actions.extract_resource_arn):
    """AWS checks policies on the ARN with its path, calls on a key on its user, and simulations
    on the principal that they are about."""
    arn = original(service_name, method, path, headers, body, query, region, account)
    if service_name != "iam" or not isinstance(arn, str):
        return arn
    key = iam_actions._query_param(query, "AccessKeyId") if arn == "*" else None
    if key in service._access_keys:
        arn = f"arn:aws:iam::{account}:user/{service._access_keys[key]['UserName']}"
    if arn == "*":
        arn = iam_actions._query_param(query, "PolicySourceArn") or arn
    return stored_arn(arn)


def patch():
    iam_evaluator.authenticate = authenticate
    iam_actions.extract_resource_arn = extract_resource_arn
    service._role_xml = role_xml
    handlers = next(table for table in vars(service).values() if isinstance(table, dict)
                    and table.get("CreateAccessKey") is service._create_access_key)
    handlers.update(
        CreateAccessKey=create_access_key,
        GetUser=get_user,
        GetAccessKeyLastUsed=get_access_key_last_used,
        SimulatePrincipalPolicy=simulation.simulate_principal_policy,
    )
