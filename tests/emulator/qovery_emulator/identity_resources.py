"""CloudFormation: roles, users and managed policies, made and deleted as IAM has it.

Stock detaches and deletes whatever is in the way, drops the tags and the boundary of a role, and
takes over what exists already. In AWS only what the template itself attached is taken off, and
IAM refuses the rest."""

import html
import re

from ministack.core.responses import get_account_id
from ministack.services import iam
from ministack.services.cloudformation import provisioners, stacks

from qovery_emulator import identities

HANDLERS = provisioners._RESOURCE_HANDLERS
POLICY_PROPERTIES = ("Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument",
                     "Roles", "Users")


def succeed(answer, kind):
    """Raises what IAM refused, as CloudFormation reports it."""
    status, _, body = answer
    if status >= 400:
        code, message = (html.unescape(re.search(f"<{tag}>(.*?)</{tag}>", body.decode(), re.S)[1])
                         for tag in ("Code", "Message"))
        raise ValueError(f"{message} (Service: Iam, Status Code: {status}, "
                         f"Error Code: {code}) ({kind})")


def refuse_second(store, key, kind, name):
    if key in store:
        raise ValueError(f"Resource of type '{kind}' with identifier '{name}' already exists.")


def check_tags(kind, props, before=()):
    if fault := identities.fault_in(kind, props.get("Tags") or [], before):
        raise ValueError(fault[1])


class Role:
    stock = dict(HANDLERS["AWS::IAM::Role"])

    @classmethod
    def create(cls, logical_id, props, stack):
        refuse_second(iam._roles, props.get("RoleName"), "AWS::IAM::Role", props.get("RoleName"))
        check_tags("Role", props)
        return cls.bound(cls.stock["create"](logical_id, props, stack), props)

    @classmethod
    def update(cls, physical_id, old, new, stack, logical_id=None):
        templates = {iam._identity_tag_key(tag["Key"]) for tag in old.get("Tags") or []}
        others = [tag for tag in iam._roles.get(physical_id, {}).get("Tags", [])
                  if iam._identity_tag_key(tag["Key"]) not in templates]
        check_tags("Role", new, others)
        made = cls.bound(cls.stock["update"](physical_id, old, new, stack, logical_id), new)
        given = {iam._identity_tag_key(tag["Key"]) for tag in new.get("Tags") or []}
        iam._roles[made[0]]["Tags"] += [tag for tag in others
                                        if iam._identity_tag_key(tag["Key"]) not in given]
        return made

    @staticmethod
    def bound(made, props):
        iam._roles[made[0]]["PermissionsBoundary"] = props.get("PermissionsBoundary")
        return made

    @staticmethod
    def delete(physical_id, props):
        role = iam._roles.get(physical_id)
        if role is None:
            return
        for arn in props.get("ManagedPolicyArns") or []:
            iam.detach_managed_policy(role, arn)
        for policy in props.get("Policies") or []:
            role["InlinePolicies"].pop(policy["PolicyName"], None)
        succeed(iam._delete_role({"RoleName": physical_id}), "AWS::IAM::Role")


class User:
    stock = dict(HANDLERS["AWS::IAM::User"])

    @classmethod
    def create(cls, logical_id, props, stack):
        check_tags("User", props)
        return cls.stock["create"](logical_id, props, stack)

    @classmethod
    def update(cls, physical_id, old, new, stack, logical_id=None):
        check_tags("User", new, iam._users.get(physical_id, {}).get("Tags", []))
        return cls.stock["update"](physical_id, old, new, stack, logical_id)

    @staticmethod
    def delete(physical_id, props):
        user = iam._users.get(physical_id)
        if user is None:
            return
        for group in props.get("Groups") or []:
            iam._remove_user_from_group({"UserName": physical_id, "GroupName": group})
        for arn in props.get("ManagedPolicyArns") or []:
            iam.detach_managed_policy(user, arn)
        for policy in props.get("Policies") or []:
            iam._delete_user_policy({"UserName": physical_id, "PolicyName": policy["PolicyName"]})
        if props.get("LoginProfile"):
            iam._delete_login_profile({"UserName": physical_id})
        succeed(iam._delete_user({"UserName": physical_id}), "AWS::IAM::User")


class ManagedPolicy:
    stock = dict(HANDLERS["AWS::IAM::ManagedPolicy"])

    @classmethod
    def create(cls, logical_id, props, stack):
        cls.check(logical_id, props)
        name = props.get("ManagedPolicyName")
        arn = f"arn:aws:iam::{get_account_id()}:policy{props.get('Path', '/')}{name}"
        refuse_second(iam._policies, arn, "AWS::IAM::ManagedPolicy", name)
        return cls.stock["create"](logical_id, props, stack)

    @classmethod
    def update(cls, physical_id, old, new, stack, logical_id=None):
        cls.check(logical_id, new)
        return cls.stock["update"](physical_id, old, new, stack, logical_id)

    @staticmethod
    def check(logical_id, props):
        """`Tags` is the one that people expect."""
        for name in sorted(set(props) - set(POLICY_PROPERTIES)):
            raise ValueError(f"Properties validation failed for resource {logical_id} with "
                             f"message:\n[#: extraneous key [{name}] is not permitted]")

    @staticmethod
    def delete(physical_id, props):
        policy = iam._policies.get(physical_id)
        if policy is None:
            return
        provisioners._iam_policy_reconcile_entities(physical_id, props, {})
        for version in [name for name in policy["Versions"] if name != policy["DefaultVersionId"]]:
            if not policy["AttachmentCount"]:
                del policy["Versions"][version]
        succeed(identities.delete_policy({"PolicyArn": physical_id}), "AWS::IAM::ManagedPolicy")


def with_stack_tags(kind, *arguments, original=stacks._with_stack_tags):
    """IAM's types take the stack's tags, but not `aws:cloudformation:*`: their schemas say
    `cloudFormationSystemTags: false`."""
    props = original(kind, *arguments)
    if kind in ("AWS::IAM::Role", "AWS::IAM::User"):
        props = {**props, "Tags": identities.own(props["Tags"])}
    return props


def patch():
    for name, handler in (("AWS::IAM::Role", Role), ("AWS::IAM::User", User),
                          ("AWS::IAM::ManagedPolicy", ManagedPolicy)):
        HANDLERS[name] = {**HANDLERS[name], "create": handler.create, "update": handler.update,
                          "delete": handler.delete}
    stacks._with_stack_tags = with_stack_tags
