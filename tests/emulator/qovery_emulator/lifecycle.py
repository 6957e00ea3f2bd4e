"""CloudFormation: the status that a stack has at each moment, and operations that overtake others.

A function asks `DescribeStacks` which request it has received, and may receive the next one while
it still works on the last: after `CancelUpdateStack`, after `DeleteStack` of a stack that is being
created, and after the failure of another resource. Here resources are made one after another, so
that only `POST /_qovery/interrupt?stack=<name>` brings about the last case."""

import uuid

from ministack.services.cloudformation import _stacks, changesets, handlers, helpers, stacks

from qovery_emulator import admin, custom_resources, deletion

HANDLERS = handlers._ACTION_HANDLERS
ATTEMPTS_AT_CLEANUP = 3
UPDATING = "UPDATE_IN_PROGRESS"
UPDATED = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
CLEANING_UP = (UPDATED, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")


def refuse(message, code="ValidationError"):
    return helpers._error(code, message)


def named(params):
    """The stack that a call is about, unless it is deleted."""
    stack = handlers._resolve_stack(helpers._p(params, "StackName"))
    return None if stack and stack["StackStatus"] == "DELETE_COMPLETE" else stack


def create_stack(params, original=HANDLERS["CreateStack"]):
    """A name is taken until its stack is deleted, and a new stack was never updated."""
    if stack := named(params):
        return refuse(f"Stack [{stack['StackName']}] already exists", "AlreadyExistsException")
    answer = original(params)
    if answer[0] == 200:
        named(params)["LastUpdatedTime"] = ""
    return answer


def describe_stacks(params, original=HANDLERS["DescribeStacks"]):
    status, headers, body = original(params)
    return status, headers, body.replace(b"<LastUpdatedTime></LastUpdatedTime>", b"")


def update_stack(params, original=HANDLERS["UpdateStack"]):
    """What failed without a roll-back can be updated, again without a roll-back."""
    stack = named(params)
    status = stack["StackStatus"] if stack else ""
    if status not in ("CREATE_FAILED", "UPDATE_FAILED"):
        return original(params)
    if helpers._p(params, "DisableRollback").lower() != "true":
        return refuse(
            f"This stack is currently in a non-terminal [{status}] state. To update the stack "
            "from this state, please use the disable-rollback parameter with update-stack API. "
            "To rollback to the last known good state, use the rollback-stack API")
    stack["StackStatus"] = "UPDATE_COMPLETE"
    answer = original(params)
    if answer[0] != 200:
        stack["StackStatus"] = status
    return answer


def delete_stack(params, original=HANDLERS["DeleteStack"]):
    """Only a create can be overtaken by a deletion; one deletion is enough."""
    stack = named(params)
    status = stack["StackStatus"] if stack else ""
    if status == "DELETE_IN_PROGRESS":
        return helpers._xml(200, "DeleteStackResponse", "")
    if status.endswith("_IN_PROGRESS") and not status.startswith(("CREATE", "REVIEW")):
        return refuse(f"Stack [{stack['StackId']}] cannot be deleted while in status {status}")
    return original(params)


def cancel_update_stack(params, original=HANDLERS["CancelUpdateStack"]):
    answer = original(params)
    if answer[0] == 200:
        custom_resources.stop_waiting(named(params)["StackId"])
    return answer


def interrupt(stack):
    """As when another resource of the stack fails."""
    custom_resources.stop_waiting(_stacks[stack]["StackId"])


async def delete_or_overtake(stack_name, stack_id, *rest, **named):
    """While a create runs, its own task goes over to the deletion."""
    stack = _stacks[stack_name]
    if stack["StackStatus"] != "CREATE_IN_PROGRESS":
        return await deletion.delete_stack(stack_name, stack_id, *rest, **named)
    stack["_deletion_token"] = stacks.CLIENT_REQUEST_TOKEN.get()
    stack["StackStatus"] = "DELETE_IN_PROGRESS"
    custom_resources.stop_waiting(stack_id)


async def deploy(stack_name, stack_id, *rest, original=stacks._deploy_stack_async, **named):
    stack = _stacks[stack_name]
    first = stack.get("_failed_operation")
    await original(stack_name, stack_id, *rest, **named)
    if "_deletion_token" in stack:
        stacks.CLIENT_REQUEST_TOKEN.set(stack.pop("_deletion_token"))
        await deletion.delete_stack(stack_name, stack_id)
    elif first and (last := stack.get("_failed_operation")):
        # Several failures in a row: what is rolled back to is what was before the first.
        last.update(is_update=first["is_update"], previous_stack=first["previous_stack"],
                    created=list(dict.fromkeys(first["created"] + last["created"])))


async def roll_back(stack_name, stack_id, stack, operation,
                    original=custom_resources.roll_back, **named):
    if "_deletion_token" in stack:
        stack["_failed_operation"] = operation
        return
    if stack.pop("_cancel_requested", False):
        stacks.CLIENT_REQUEST_TOKEN.set(stack.pop("_cancel_token", ""))
        operation = {**operation, "cancelled": True}
    await original(stack_name, stack_id, stack, operation, **named)


def outputs(*arguments, original=stacks._resolve_stack_outputs):
    """With its outputs an update is complete: what it has replaced or removed goes after that."""
    resolved = original(*arguments)
    stack = _stacks.get(arguments[-2])
    if stack and stack["StackStatus"] == UPDATING:
        stack["Outputs"] = resolved[0]
        deletion.become(stack, UPDATED)
    return resolved


def delete_resource(kind, physical_id, props, stack_name=None, logical_id=None,
                    original=stacks._delete_resource):
    """AWS tries three times to clean up, then leaves the resource (AWS re:Post, "stack stuck in
    cleanup"). Stock records the events of a roll-back's clean-up, not those of an update's."""
    stack = _stacks.get(stack_name) or {}
    status = stack.get("StackStatus")

    def event(what):
        if status == UPDATED:
            stacks._add_event(stack["StackId"], stack_name, logical_id, kind, what,
                              physical_id=physical_id)
    event("DELETE_IN_PROGRESS")
    for attempts_left in reversed(range(ATTEMPTS_AT_CLEANUP if status in CLEANING_UP else 1)):
        try:
            original(kind, physical_id, props, stack_name, logical_id)
            break
        except Exception:
            if not attempts_left:
                raise
    event("DELETE_COMPLETE")


def provision(*arguments):
    """A generated name is never used again; stock makes it of the names of stack and resource."""
    token = stacks._NAME_SEED.set(uuid.uuid4().hex)
    try:
        return stacks._provision_resource(*arguments), stacks._NAME_SEED.get()
    finally:
        stacks._NAME_SEED.reset(token)


def patch():
    admin.COMMANDS["interrupt"] = interrupt
    HANDLERS.update(CreateStack=create_stack, DescribeStacks=describe_stacks,
                    UpdateStack=update_stack, DeleteStack=delete_stack,
                    CancelUpdateStack=cancel_update_stack)
    for module in (changesets, handlers, stacks):
        module._deploy_stack_async = deploy
    for module in (handlers, stacks):
        module._delete_stack_async = delete_or_overtake
        module._roll_back_operation = roll_back
    stacks._resolve_stack_outputs = outputs
    stacks._delete_resource = delete_resource
    stacks._provision_keeping_seed = provision
