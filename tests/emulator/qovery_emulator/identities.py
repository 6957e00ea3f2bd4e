"""IAM: what a user, role or policy may carry, and what it holds on to when it is to be deleted.

Sources: IAM user guide "IAM and AWS STS quotas" and "Tagging IAM resources", API reference of
DeleteUser, DeleteRole and DeletePolicy."""

import re

from ministack.core import iam_evaluator
from ministack.services import iam as service
from ministack.services import tagging

from qovery_emulator.sign_ins import of_user

TAGS_PER_IDENTITY = 50
LONGEST_KEY, LONGEST_VALUE = 128, 256
# \p{L}\p{Z}\p{N}, as far as Python's `re` knows them: letters, digits and blanks.
TAG = re.compile(r"[\w\s.:/=+\-@]*")
PAGE = 100


def conflict(what):
    return service._error(409, "DeleteConflict", f"Cannot delete entity, must {what} first.")


def own(tags):
    """AWS's own tags do not count."""
    return [tag for tag in tags if not tag["Key"].lower().startswith("aws:")]


def fault_in(kind, tags, before=()):
    """Why IAM refuses these tags beside those that are there, as code and message; or None."""
    for tag in own(tags):
        key, value = tag["Key"], tag["Value"]
        if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE or not (
                TAG.fullmatch(key) and TAG.fullmatch(value)):
            return "ValidationError", (
                f"1 validation error detected: Value at 'tags' failed to satisfy constraint: "
                f"Member must satisfy regular expression pattern: {TAG.pattern}")
    keys = {service._identity_tag_key(tag["Key"]) for tag in own([*before, *tags])}
    if len(keys) > TAGS_PER_IDENTITY:
        return "LimitExceeded", f"Cannot exceed quota for TagsPer{kind}: {TAGS_PER_IDENTITY}"
    return None


def tagging_of(kind, store, original):
    """TagRole or TagUser; stock takes any number of any tags."""
    def tag(params):
        entity = store.get(service._p(params, f"{kind}Name"))
        tags = service._extract_tags(params)
        if entity and len(own(tags)) < len(tags):
            return service._error(400, "InvalidInput", "Tag keys that begin with aws: are reserved.")
        if entity and (fault := fault_in(kind, tags, entity["Tags"])):
            return service._error(409 if fault[0] == "LimitExceeded" else 400, *fault)
        return original(params)
    return tag


def delete_user(params, original=service._delete_user):
    """Stock looks at attached policies and keys only."""
    name = service._p(params, "UserName")
    if service._user_inline_policies.get(name):
        return conflict("delete policies")
    if any(name in group.get("Users", []) for group in service._groups.values()):
        return conflict("remove users from group")
    if name in service._login_profiles:
        return conflict("delete login profile")
    if any(device["User"] == name for device in service._mfa_devices.values()):
        return conflict("delete MFA device")
    if any((of_user(name) or {}).values()):
        return conflict("delete SSH keys, signing certificates and service-specific credentials")
    return original(params)


def delete_policy(params, original=service._delete_policy):
    """The default version goes with the policy, no other one."""
    policy = service._policies.get(service._p(params, "PolicyArn"))
    if policy and not policy["AttachmentCount"] and len(policy["Versions"]) > 1:
        return service._error(409, "DeleteConflict", (
            "This policy has more than one version. Before you delete a policy, you must delete "
            "the policy's versions. The default version is deleted with the policy."))
    return original(params)


def list_entities_for_policy(params, original=service._list_entities_for_policy):
    """In pages, which stock does not cut: groups, then roles, then users."""
    status, headers, body = original(params)
    if status != 200:
        return status, headers, body
    start = int(service._p(params, "Marker") or 0)
    end = start + int(service._p(params, "MaxItems") or PAGE)
    text, seen = body.decode(), 0

    def cut(match):
        nonlocal seen
        seen += 1
        return match[0] if start < seen <= end else ""
    text = re.sub(r"<member>.*?</member>", cut, text)
    if seen > end:
        text = text.replace("<IsTruncated>false</IsTruncated>",
                            f"<IsTruncated>true</IsTruncated><Marker>{end}</Marker>")
    return status, headers, text.encode()


def enforce(access_key_id, action, service_name, region, resource_arn="*", service_context=None,
            original=iam_evaluator.enforce):
    """`iam:ResourceTag/key` is the same as `aws:ResourceTag/key`, in a boundary as in a policy."""
    if service_name == "iam":
        tags = tagging.resource_tags(resource_arn) or {}
        known = {f"{prefix}:ResourceTag/{key}": value
                 for key, value in tags.items() for prefix in ("aws", "iam")}
        service_context = {**known, **(service_context or {})}
    return original(access_key_id, action, service_name, region, resource_arn, service_context)


def patch():
    iam_evaluator.enforce = enforce
    service._IAM_HANDLERS.update(
        DeleteUser=delete_user, DeletePolicy=delete_policy,
        ListEntitiesForPolicy=list_entities_for_policy,
        TagRole=tagging_of("Role", service._roles, service._tag_role),
        TagUser=tagging_of("User", service._users, service._tag_user))
    # CloudFormation calls it by name.
    service._delete_user = delete_user
