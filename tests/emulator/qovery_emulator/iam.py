"""IAM: quotas, key usage, and paths in ARNs."""

import contextvars
import re
import time

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam as service

KEYS_PER_USER = 2
caller = contextvars.ContextVar("caller", default="")


def create_access_key(params, original=service._create_access_key):
    """AWS allows two keys per user."""
    user = service._p(params, "UserName")
    keys = [key for _, key in service._access_keys.items() if key["UserName"] == user]
    if len(keys) >= KEYS_PER_USER:
        return service._error(409, "LimitExceeded",
                              "Cannot exceed quota for AccessKeysPerUser: 2", ns="iam")
    return original(params)


def used():
    """When, where and by which service a call is answered, as its signature says."""
    request = iam_evaluator._signed_request.get()
    scope = re.search(r"/([a-z0-9-]+)/aws4_request", request.headers.get("authorization", ""))
    return {"LastUsedDate": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "Region": get_region(), "ServiceName": scope[1] if scope else "N/A"}


def authenticate(key, account, original=iam_evaluator.authenticate):
    """Stock does not remember when a key or a role was used, and by whom a call was made."""
    caller.set(key)
    use = used() if iam_evaluator._signed_request.get() else None
    credential = original(key, account)
    if use and isinstance(credential, iam_evaluator.ResolvedCredential):
        role = iam_evaluator._role_name_from_assumed_arn(credential.principal_arn)
        for store, name in ((service._access_keys, key), (service._roles, role)):
            if record := store.get_scoped(credential.account_id, None, name):
                record["LastUsed"] = use
    return credential


def get_user(params, original=service._get_user):
    """Without a name AWS shows the user of the key; stock shows the root."""
    key = service._access_keys.get(caller.get())
    if key and not service._p(params, "UserName"):
        params = {**params, "UserName": [key["UserName"]]}
    return original(params)


def elements(use, names):
    return "".join(f"<{name}>{use[name]}</{name}>" for name in names)


def get_access_key_last_used(params, original=service._get_access_key_last_used):
    status, headers, body = original(params)
    use = service._access_keys.get(service._p(params, "AccessKeyId"), {}).get("LastUsed")
    if status == 200 and use:
        body = body.replace(b"<Region>N/A</Region><ServiceName>N/A</ServiceName>",
                            elements(use, use).encode())
    return status, headers, body


def role_xml(name, boundary=True, original=service._role_xml):
    """AWS always has the element, empty for a role that nobody has used."""
    if not boundary:
        return original(name, boundary)
    use = service._roles[name].get("LastUsed")
    last = elements(use, ("LastUsedDate", "Region")) if use else ""
    return f"{original(name, boundary)}<RoleLastUsed>{last}</RoleLastUsed>"


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
    service._IAM_HANDLERS.update(
        CreateAccessKey=create_access_key,
        GetUser=get_user,
        GetAccessKeyLastUsed=get_access_key_last_used,
    )
