"""CloudFormation: deletion, dependants first and independent resources side by side.

AWS does not document what happens after a resource refused to be deleted. Reports say that
CloudFormation goes on and deletes what the resource depends on (cloudformation-coverage-roadmap
852, 1508); this is the default. After `POST /_qovery/deletion?after_failure=keep` it keeps what the
resource depends on, without an event; `continue` restores the default."""

import asyncio
from enum import Enum, auto

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id
from ministack.services.cloudformation import _exports, _stacks, handlers, stacks

from qovery_emulator import admin, custom_resources
from qovery_emulator.dependencies import dependencies

keeping_accounts = set()


def after_failure(after_failure):
    if after_failure not in ("keep", "continue"):
        raise ValueError(f"after_failure is `keep` or `continue`, not `{after_failure}`")
    keeping = after_failure == "keep"
    (keeping_accounts.add if keeping else keeping_accounts.discard)(get_account_id())


class Outcome(Enum):
    GONE = auto()
    FAILED = auto()
    # Not tried, because something that depends on it is still there.
    SPARED = auto()


class Deletion:
    """One attempt at one stack."""

    def __init__(self, stack, retained, force):
        self.stack, self.retained, self.force = stack, retained, force
        self.keeping = get_account_id() in keeping_accounts
        self.resources = stack["_resources"]
        # Without a roll-back, what a failed update has made is in its own template.
        failed = stack.get("_failed_operation") or {}
        self.template = failed.get("template") or stack.get("_template") or {}
        self.definitions = self.template.get("Resources", {})
        self.tasks = {}

    async def run(self):
        """Deletes all that is left; gives the names of what failed."""
        names = list(self.resources)
        self.tasks = {name: asyncio.create_task(self.settle(name)) for name in names}
        outcomes = await asyncio.gather(*self.tasks.values())
        return sorted(name for name, outcome in zip(names, outcomes)
                      if outcome is Outcome.FAILED)

    def dependants(self, name):
        conditions = self.stack.get("_conditions", {})
        return [other for other in self.tasks if other != name
                and name in dependencies(self.definitions.get(other, {}), conditions)]

    async def settle(self, name):
        """Waits for the dependants, then deletes, or leaves it."""
        before = await asyncio.gather(*(self.tasks[other] for other in self.dependants(name)))
        remains = any(outcome is not Outcome.GONE for outcome in before)
        if self.force and (remains or self.failed_before(name)):
            self.event(name, "DELETE_SKIPPED")
            return Outcome.SPARED
        if self.keeping and remains:
            return Outcome.SPARED
        policy = self.policy(name)
        if policy in stacks._RETAINING_POLICIES or name in self.retained:
            self.event(name, "DELETE_SKIPPED")
            return Outcome.GONE
        return await self.delete(name, policy)

    async def delete(self, name, policy):
        resource = self.resources[name]
        kind, physical_id, props = (
            resource[key] for key in ("ResourceType", "PhysicalResourceId", "Properties"))
        self.event(name, "DELETE_IN_PROGRESS")
        try:
            if policy == "Snapshot":
                stacks._snapshot_resource(kind, physical_id, props)
            call = stacks._delete_resource, kind, physical_id, props, self.stack["StackName"], name
            if stacks._runs_on_worker_thread(kind):
                await run_reentrant(*call)
            else:
                call[0](*call[1:])
        except Exception as error:
            return self.fail(name, str(error))
        self.event(name, "DELETE_COMPLETE")
        return Outcome.GONE

    def fail(self, name, reason):
        """A forced deletion leaves what it cannot delete, and what that depends on."""
        self.event(name, "DELETE_SKIPPED" if self.force else "DELETE_FAILED", reason)
        if self.force:
            return Outcome.SPARED
        self.resources[name].update(ResourceStatus="DELETE_FAILED", ResourceStatusReason=reason)
        return Outcome.FAILED

    def failed_before(self, name):
        return self.resources[name].get("ResourceStatus") == "DELETE_FAILED"

    def policy(self, name):
        stack = self.stack
        return stacks._resource_policy(
            self.definitions.get(name), "DeletionPolicy", self.resources,
            stack.get("_resolved_params", {}), stack.get("_conditions", {}),
            self.template.get("Mappings", {}), stack["StackName"], stack["StackId"])

    def event(self, name, status, reason=""):
        """A resource leaves the stack with its last event."""
        resource = self.resources[name]
        stacks._add_event(self.stack["StackId"], self.stack["StackName"], name,
                          resource["ResourceType"], status, reason,
                          resource["PhysicalResourceId"])
        if status in ("DELETE_SKIPPED", "DELETE_COMPLETE"):
            del self.resources[name]


def become(stack, status, reason=""):
    stack.update(StackStatus=status, StackStatusReason=reason)
    stacks._add_event(stack["StackId"], stack["StackName"], stack["StackName"],
                      "AWS::CloudFormation::Stack", status, reason, stack["StackId"])


async def delete_stack(stack_name, stack_id, retain_resources=(), force=False):
    stack = _stacks.get(stack_name)
    if not stack or stack["StackId"] != stack_id:
        return
    become(stack, "DELETE_IN_PROGRESS")
    custom_resources.remember_failed_creates(stack)
    failed = await Deletion(stack, retain_resources, force).run()
    if failed:
        become(stack, "DELETE_FAILED",
               f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
        return
    for output in stack.get("Outputs", []):
        _exports.pop(output.get("ExportName"), None)
    become(stack, "DELETE_COMPLETE")


def patch():
    admin.COMMANDS["deletion"] = after_failure
    stacks._delete_stack_async = delete_stack
    handlers._delete_stack_async = delete_stack
