"""Organizations: one that has members, where stock makes every account one of its own, and the
keys of conditions that tell an organization's requests from others'.

`POST /_qovery/organization?id=o-…&members=111111111111,222222222222`, asked by its management
account."""

import contextvars
import functools

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam, organizations

from qovery_emulator import admin
from qovery_emulator.simulation import Simulated

# Ids of organizations by account.
ids = {}
# Services through which the present request comes: `aws:CalledVia`.
called_via = contextvars.ContextVar("called_via", default=())


def found(id, members):
    """The accounts are in one organization, and its management account lists them."""
    management = get_account_id()
    organizations._ensure_org()
    record = organizations._accounts[management]
    for account in (management, *filter(None, members.split(","))):
        ids[account] = id
        arn = f"arn:aws:organizations::{management}:account/{id}/{account}"
        organizations._accounts[account] = {**record, "Id": account, "Name": account, "Arn": arn}


def organization_of(account, original=iam_evaluator._principal_org_id):
    return ids.get(account) or original(account)


def principal(arn, account):
    """Of a session `aws:PrincipalArn` is the role."""
    if ":assumed-role/" not in arn:
        return arn
    role = iam._roles.get_scoped(account, None, iam_evaluator._role_name_from_assumed_arn(arn))
    return role["Arn"] if role else arn


def condition_key(key, context, original):
    """Stock knows neither of the two services' keys, and takes a session for its role."""
    if isinstance(context, Simulated):
        return original(key, context)
    name = key.lower()
    if name == "aws:calledvia":
        return list(called_via.get()) or None
    if name == "aws:resourceorgid":
        account = iam_evaluator._account_from_arn(context.resource_arn)
        return organization_of(account or context.principal_account)
    if name == "aws:principalarn":
        return principal(context.principal_arn, context.principal_account)
    return original(key, context)


def public_account(account, original=organizations._public_account):
    """`Status` has been retired; `State` says more."""
    shown = original(account)
    return {**shown, "State": shown.get("Status")}


def patch():
    admin.COMMANDS["organization"] = found
    iam_evaluator._principal_org_id = organization_of
    iam_evaluator._resolve_condition_key = functools.partial(
        condition_key, original=iam_evaluator._resolve_condition_key)
    organizations._public_account = public_account
