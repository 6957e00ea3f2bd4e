"""CloudFormation: custom resources as AWS invokes, checks and rolls back them."""

import contextlib
import json
import logging
import random
import string
import threading

from ministack import app
from ministack.core.responses import new_uuid
from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource as service
from ministack.services.cloudformation import handlers, stacks

from qovery_emulator import topics

log = logging.getLogger(__name__)

LONGEST_ANSWER = 4096
REQUIRED = ("Status", "PhysicalResourceId", "StackId", "RequestId", "LogicalResourceId")
NO_ANSWER = ("CloudFormation did not receive a response from your Custom Resource. Please check "
             "your logs for requestId [{}]. If you are using the Python cfn-response module, you "
             "may need to update your Lambda function code so that CloudFormation can attach the "
             "updated version.")

# Physical ids of creates that failed, by stack id and logical id: the roll-back deletes them.
failed_creates = {}
# Tokens of the creates and updates that an operation waits for, by stack id.
awaited = {}
CANCELLED = {"Status": "CANCELLED"}


def fault_in(answer, size):
    """What AWS finds wrong with an answer, or None."""
    if size > LONGEST_ANSWER:
        return "Response object is too long."
    for name in REQUIRED:
        if not isinstance(answer.get(name), str) or not answer[name]:
            return f"Invalid response object: Value of property {name} must be of type String"
    if answer["Status"] not in ("SUCCESS", "FAILED"):
        return "Invalid response object: Status must be SUCCESS or FAILED"
    if answer["Status"] == "FAILED" and not answer.get("Reason"):
        return "Invalid response object: Reason is required when Status is FAILED"
    return None


async def post_body_shortcuts(method, path, headers, body, *rest,
                              original=app._handle_post_body_shortcuts, **named):
    """AWS signs the URL for an empty content type, and checks what is put there."""
    if method != "PUT" or not path.startswith("/_ministack/cfn-response/"):
        return await original(method, path, headers, body, *rest, **named)
    if headers.get("content-type"):
        return (403, {"Content-Type": "application/xml"},
                b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = {}
    answer = answer if isinstance(answer, dict) else {}
    if fault := fault_in(answer, len(body)):
        log.warning("answer of a custom resource refused: %s", fault)
        answer = {**answer, "Status": "FAILED", "Reason": fault}
    service.deliver_response(path.rsplit("/", 1)[-1], answer)
    return 200, {}, b""


def made_up_id(stack, logical_id):
    """AWS invents an id for a resource that never told one."""
    letters = random.choices(string.ascii_uppercase + string.digits, k=12)
    return f"{stack}-{logical_id}-{''.join(letters)}"


def request(request_type, logical_id, props, stack_id, resource_type, physical_id, old_props):
    """The event, and what to wait for."""
    token = new_uuid()
    event = {
        "RequestType": request_type, "RequestId": new_uuid(), "StackId": stack_id,
        "ResponseURL": service._response_url(token), "ResourceType": resource_type,
        "LogicalResourceId": logical_id, "ServiceToken": props.get("ServiceToken"),
        "ResourceProperties": service._normalise_resource_properties(props)}
    if physical_id is not None:
        event["PhysicalResourceId"] = physical_id
    if old_props is not None:
        event["OldResourceProperties"] = service._normalise_resource_properties(old_props)
    return token, event


def answer_to(token, event, props):
    """Sends the event to the function or the topic; the clock of `ServiceTimeout` runs from the
    start."""
    answered: threading.Event = service.register_token(token)
    arn = props.get("ServiceToken", "")
    (topics.publish if topics.is_topic(arn) else invoke_function)(arn, event)
    with waits_for(token, event):
        answered.wait(timeout=int(props.get("ServiceTimeout") or 3600))
    with service._lock:
        return service._pending.pop(token)["result"]


def invoke_function(arn, event):
    """Asynchronously, as AWS does: with its retries and its destination for failures."""
    record, config, _ = lambda_svc._get_func_record_for_ref(arn)
    if record is None or config is None:
        raise ValueError(f"Function not found: {arn} (Service: Lambda, Status Code: 404)")
    lambda_svc.invoke_async_with_retry(lambda_svc._execution_record_for_config(record, config), event)


@contextlib.contextmanager
def waits_for(token, event):
    """A deletion is never cancelled."""
    tokens = awaited.setdefault(event["StackId"], set())
    if event["RequestType"] != "Delete":
        tokens.add(token)
    try:
        yield
    finally:
        tokens.discard(token)


def stop_waiting(stack_id):
    """Ends the wait for requests under way, as AWS does when an operation is overtaken: the next
    request follows at once, and the function goes on with the last. Its late answer is ignored."""
    for token in list(awaited.get(stack_id, ())):
        service.deliver_response(token, CANCELLED)


def invoke(request_type, logical_id, props, stack_name, stack_id, resource_type,
           physical_id=None, old_props=None):
    token, event = request(request_type, logical_id, props, stack_id, resource_type,
                           physical_id, old_props)
    answer = answer_to(token, event, props)
    if answer and answer["Status"] == "SUCCESS":
        failed_creates.pop((stack_id, logical_id), None)
        return answer["PhysicalResourceId"], answer.get("Data") or {}
    if request_type == "Create":
        told = (answer or {}).get("PhysicalResourceId")
        failed_creates[stack_id, logical_id] = told or made_up_id(stack_name, logical_id)
    if not answer:
        raise TimeoutError(NO_ANSWER.format(event["RequestId"]))
    if answer is CANCELLED:
        what = {"Create": "creation", "Update": "update"}[request_type]
        raise RuntimeError(f"Resource {what} cancelled")
    raise RuntimeError("Received response status [FAILED] from custom resource. Message returned: "
                       f"{answer['Reason']} (RequestId: {event['RequestId']})")


async def roll_back(stack_name, stack_id, stack, operation,
                    original=stacks._roll_back_operation, **named):
    """AWS deletes a custom resource whose create failed, first of all; stock forgets it."""
    logical_id = operation.get("failed_logical_id")
    physical_id = failed_creates.pop((stack_id, logical_id), None)
    if physical_id and operation.get("failed_update") is None:
        stack.setdefault("_resources", {})[logical_id] = record_of(
            operation, logical_id, physical_id, stack, stack_name, stack_id)
        operation = {**operation, "created": [*operation["created"], logical_id]}
    await original(stack_name, stack_id, stack, operation, **named)


def remember_failed_creates(stack):
    """Without a roll-back, it is the deletion of the stack that deletes them."""
    operation = stack.get("_failed_operation")
    for stack_id, logical_id in list(failed_creates):
        if stack_id == stack["StackId"] and operation:
            stack["_resources"][logical_id] = record_of(
                operation, logical_id, failed_creates.pop((stack_id, logical_id)), stack,
                stack["StackName"], stack_id)


def record_of(operation, logical_id, physical_id, stack, stack_name, stack_id):
    """What stock keeps of a resource that it made."""
    template, params = operation["template"], operation["param_values"]
    definition = template["Resources"][logical_id]
    props = stacks._resolve_refs(
        json.loads(json.dumps(definition.get("Properties", {}))), stack["_resources"], params,
        stacks._evaluate_conditions(template, params), template.get("Mappings", {}),
        stack_name, stack_id)
    props = {name: value for name, value in props.items() if value is not stacks._NO_VALUE}
    return {"PhysicalResourceId": physical_id, "ResourceType": definition["Type"],
            "LogicalResourceId": logical_id, "Properties": props, "Attributes": {}}


def patch():
    app._handle_post_body_shortcuts = post_body_shortcuts
    service.invoke_custom_resource = invoke
    for module in (handlers, stacks):
        module._roll_back_operation = roll_back
