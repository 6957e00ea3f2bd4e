"""Secrets Manager: `RotateSecret` that runs the function; stock copies the value instead."""

import contextvars
import json
import logging
import threading
import time

from ministack.core import iam_evaluator
from ministack.core.responses import (
    error_response_json, get_account_id, get_region, json_response, new_uuid)
from ministack.services import lambda_svc
from ministack.services import secretsmanager as service

log = logging.getLogger(__name__)

STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"]


def refuse(message, code="InvalidRequestException"):
    return error_response_json(code, message, 400)


def may_invoke(function, arn, secret):
    """AWS needs the function's resource policy to let Secrets Manager in, for this secret."""
    source = {"aws:sourceaccount": get_account_id(), "aws:sourcearn": secret["ARN"]}
    context = iam_evaluator.EvalContext(
        principal_arn="", principal_type="Service", principal_account=get_account_id(),
        action="lambda:InvokeFunction", resource_arn=arn, region=get_region(), source_ip="",
        secure_transport=True, service_context=source, principal_keys=source)
    verdict = iam_evaluator.evaluate_resource_policy(
        function.get("policy"), context, service="secretsmanager.amazonaws.com")
    return verdict.decision == "Allow"


def run_step(secret, step, token):
    """Invokes the function for one step; gives its error, if any."""
    function, config, _ = lambda_svc._get_func_record_for_ref(secret["RotationLambdaARN"])
    if not function:
        return "function not found"
    result = lambda_svc._execute_function_with_config_scope(
        lambda_svc._execution_record_for_config(function, config),
        {"Step": step, "SecretId": secret["ARN"], "ClientRequestToken": token})
    return json.dumps(result.get("body"))[:500] if result.get("error") else None


def run_steps(secret, token, steps):
    """One attempt. AWS repeats a failed rotation some time later; here a test does."""
    for step in steps:
        error = run_step(secret, step, token)
        log.info("rotation of %s: %s: %s", secret["Name"], step, error or "ok")
        if error:
            return
    version = secret["Versions"].get(token)
    if "finishSecret" not in steps:
        # The version of a mere test goes away again, unless it became more than that.
        if version and "AWSCURRENT" not in version["Stages"]:
            del secret["Versions"][token]
    elif version and "AWSCURRENT" in version["Stages"]:
        secret["LastRotatedDate"] = int(time.time())


def refusal(data, secret, arn):
    """Why AWS would not start this rotation, or None."""
    if not secret:
        return refuse("Secrets Manager can't find the specified secret.",
                      "ResourceNotFoundException")
    if secret.get("DeletedDate"):
        return refuse("You can't perform this operation on the secret because it was marked "
                      "for deletion.")
    if not arn:
        return refuse("No Lambda rotation function ARN is associated with this secret.")
    function, _, _ = lambda_svc._get_func_record_for_ref(arn)
    if not function:
        return refuse(f"Lambda does not exist: {arn}", "ResourceNotFoundException")
    if not may_invoke(function, arn, secret):
        return refuse("Secrets Manager cannot invoke the specified Lambda function. Ensure that "
                      "the function policy grants access to the principal "
                      "secretsmanager.amazonaws.com.", "AccessDeniedException")
    pending, version = service._find_stage_version(secret, "AWSPENDING")
    if pending and pending != data.get("ClientRequestToken") and (
            "AWSCURRENT" not in version["Stages"]):
        return refuse("A previous rotation isn't complete. That rotation will be reattempted.")
    return None


def rotate_secret(data):
    _, secret = service._resolve(data.get("SecretId"))
    arn = data.get("RotationLambdaARN") or (secret or {}).get("RotationLambdaARN")
    if refused := refusal(data, secret, arn):
        return refused
    token = data.get("ClientRequestToken") or new_uuid()
    secret.update(RotationLambdaARN=arn, RotationEnabled=True)
    if data.get("RotationRules"):
        secret["RotationRules"] = data["RotationRules"]
    at_once = data.get("RotateImmediately", True)
    if token not in secret["Versions"]:
        service._remove_stage_everywhere(secret, "AWSPENDING")
        secret["Versions"][token] = {"SecretString": None, "SecretBinary": None,
                                     "CreatedDate": int(time.time()), "Stages": ["AWSPENDING"]}
    # RotateImmediately=false runs the test alone, on a version that has no value.
    steps = STEPS if at_once else ["testSecret"]
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(run_steps, secret, token, steps),
                     daemon=True).start()
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token})


def cancel_rotate_secret(data):
    _, secret = service._resolve(data.get("SecretId"))
    if not secret:
        return refuse("Secrets Manager can't find the specified secret.",
                      "ResourceNotFoundException")
    secret["RotationEnabled"] = False
    return json_response({"ARN": secret["ARN"], "Name": secret["Name"]})


async def handle_request(method, path, headers, body, query, original=service.handle_request):
    """Stock does not know `CancelRotateSecret`."""
    if headers.get("x-amz-target", "").endswith(".CancelRotateSecret"):
        return cancel_rotate_secret(json.loads(body or b"{}"))
    return await original(method, path, headers, body, query)


def patch():
    service._rotate_secret = rotate_secret
    service.handle_request = handle_request
