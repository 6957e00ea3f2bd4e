"""CloudFormation: a resource that failed to delete keeps what it depends on.

Stock deletes that all the same: the function of a custom resource that refused to go would be
missing at the next attempt.
"""

from ministack.services.cloudformation import _stacks, handlers, stacks


def delete_resource(resource_type, physical_id, props, stack_name=None, logical_id=None,
                    original=stacks._delete_resource):
    stack = _stacks.get(stack_name) or {}
    blocked = stack.get("_blocked", set())
    if logical_id in blocked:
        raise ValueError("Not deleted: a resource that depends on it failed to delete.")
    try:
        original(resource_type, physical_id, props, stack_name, logical_id)
    except Exception:
        definitions = (stack.get("_template") or {}).get("Resources", {})
        blocked |= stacks._with_dependencies([logical_id], definitions, set(definitions))
        raise


async def delete_stack(stack_name, stack_id, *rest, original=stacks._delete_stack_async, **named):
    """Each attempt starts afresh."""
    stack = _stacks.get(stack_name) or {}
    stack["_blocked"] = set()
    await original(stack_name, stack_id, *rest, **named)
    stack.pop("_blocked")


def patch():
    stacks._delete_resource = delete_resource
    stacks._delete_stack_async = delete_stack
    handlers._delete_stack_async = delete_stack
