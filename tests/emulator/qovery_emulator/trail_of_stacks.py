"""CloudTrail: CloudFormation's writes to IAM, derived from what each of its steps has changed."""

import copy
import functools
import json

from ministack.services import iam
from ministack.services.cloudformation import stacks

from qovery_emulator import trail

STORES = {"Role": iam._roles, "User": iam._users, "Policy": iam._policies}


def snapshot():
    held = {kind: {name: copy.deepcopy(record) for name, record in store.items()}
            for kind, store in STORES.items()}
    for name, user in held["User"].items():
        user["InlinePolicies"] = dict(iam._user_inline_policies.get(name) or {})
    return held


def calls(before, after):
    """The calls that lead from one snapshot to the other: pairs of action and parameters."""
    for kind in ("Policy", "Role", "User"):
        for name in sorted(before[kind].keys() | after[kind].keys()):
            old, new = before[kind].get(name), after[kind].get(name)
            if old == new:
                continue
            if kind == "Policy":
                yield from calls_on_policy(name, old, new)
            else:
                yield from calls_on_identity(kind, {f"{kind.lower()}Name": name}, old, new)


def calls_on_policy(arn, old, new):
    if old is None:
        yield "CreatePolicy", {"policyName": new["PolicyName"], "path": new["Path"]}
    elif new is None:
        yield "DeletePolicy", {"policyArn": arn}
    elif new["DefaultVersionId"] != old["DefaultVersionId"]:
        yield "CreatePolicyVersion", {"policyArn": arn, "setAsDefault": True}


def calls_on_identity(kind, name, old, new):
    if old is None:
        yield f"Create{kind}", name
    old, gone, new = old or {}, new is None, new or {}
    had, has = (set(one.get("AttachedPolicies", [])) for one in (old, new))
    for verb, arns in (("Detach", had - has), ("Attach", has - had)):
        for arn in sorted(arns):
            yield f"{verb}{kind}Policy", {**name, "policyArn": arn}
    had, has = (one.get("InlinePolicies", {}) for one in (old, new))
    for policy in sorted(had.keys() - has.keys()):
        yield f"Delete{kind}Policy", {**name, "policyName": policy}
    for policy in sorted(policy for policy in has if has[policy] != had.get(policy)):
        yield f"Put{kind}Policy", {**name, "policyName": policy}
    if gone:
        yield f"Delete{kind}", name
    elif old:
        yield from calls_on_attributes(kind, name, old, new)


def calls_on_attributes(kind, name, old, new):
    def changed(attribute):
        return old.get(attribute) != new.get(attribute)
    if changed("AssumeRolePolicyDocument"):
        document = new["AssumeRolePolicyDocument"]
        yield "UpdateAssumeRolePolicy", {**name, "policyDocument": (
            document if isinstance(document, str) else json.dumps(document))}
    if changed("Description") or changed("MaxSessionDuration"):
        yield f"Update{kind}", name
    if changed("PermissionsBoundary"):
        verb = "Put" if new["PermissionsBoundary"] else "Delete"
        yield f"{verb}{kind}PermissionsBoundary", name
    had, has = ({tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in (old, new))
    if had.keys() - has.keys():
        yield f"Untag{kind}", name
    if has.items() - had.items():
        yield f"Tag{kind}", name


def recorded(change):
    @functools.wraps(change)
    def changing(kind, *arguments, **named):
        if not kind.startswith("AWS::IAM::") or not trail.is_logging():
            return change(kind, *arguments, **named)
        before = snapshot()
        try:
            return change(kind, *arguments, **named)
        finally:
            for action, parameters in calls(before, snapshot()):
                trail.put_event(action, parameters, invoked_by=trail.CLOUDFORMATION)
    return changing


def patch():
    for name in ("_provision_resource", "_update_resource", "_delete_resource"):
        setattr(stacks, name, recorded(getattr(stacks, name)))
