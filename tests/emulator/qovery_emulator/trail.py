"""CloudTrail: writes to IAM become events, in an account with a trail that logs.

Sources: EventBridge user guide, "Events from AWS services delivered via CloudTrail"; CloudTrail
user guide, "CloudTrail record contents" and "userIdentity element". Refused calls are events, too,
with an `errorCode`, unless their caller is unknown. A call of CloudFormation's has the identity of
the deployer and is `invokedBy` CloudFormation."""

import functools
import html
import json
import re
import time
from urllib.parse import parse_qs

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, new_uuid
from ministack.services import cloudtrail, eventbridge

from qovery_emulator import iam

READS = ("Generate", "Get", "List", "Simulate")
CLOUDFORMATION = "cloudformation.amazonaws.com"
NOBODYS = ("IncompleteSignature", "InvalidClientTokenId", "MissingAuthenticationToken",
           "SignatureDoesNotMatch", "ExpiredToken")


def is_logging():
    return any(trail["IsLogging"] for trail in cloudtrail._trails.values())


def identity():
    """Who makes the call, as far as rules look at it."""
    account = get_account_id()
    caller = iam_evaluator.resolve_credential(iam.caller.get(), account)
    kind = {"Root": "Root", "User": "IAMUser"}.get(caller.principal_type, caller.principal_type)
    who = {"type": kind, "principalId": caller.principal_id, "arn": caller.principal_arn,
           "accountId": account, "accessKeyId": iam.caller.get()}
    if kind == "IAMUser":
        who["userName"] = caller.principal_name
    if kind == "AssumedRole":
        name = iam_evaluator._role_name_from_assumed_arn(caller.principal_arn)
        who["sessionContext"] = {"sessionIssuer": {
            "type": "Role", "userName": name, "accountId": account,
            "arn": iam.stored_arn(f"arn:aws:iam::{account}:role/{name}")}}
    return who


def put_event(action, parameters, fault=None, invoked_by=None):
    who = {**identity(), **({"invokedBy": invoked_by} if invoked_by else {})}
    code, message = fault or (None, None)
    detail = {
        "eventVersion": "1.11", "userIdentity": who, "eventID": new_uuid(),
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "eventSource": "iam.amazonaws.com", "eventName": action, "awsRegion": "us-east-1",
        "sourceIPAddress": invoked_by or "127.0.0.1", "userAgent": invoked_by or "aws-sdk",
        **({"errorCode": code, "errorMessage": message} if code else {}),
        "requestParameters": cloudtrail._scrub(parameters), "responseElements": None,
        "readOnly": False, "eventType": "AwsApiCall", "managementEvent": True,
        "recipientAccountId": get_account_id(),
    }
    entry = {"Source": "aws.iam", "DetailType": "AWS API Call via CloudTrail",
             "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def fault_in(answer):
    """Code and message of a refusal, or None."""
    status, _, body = answer
    if status < 400:
        return None
    found = (re.search(f"<{tag}>(.*?)</{tag}>", body.decode(), re.S) for tag in ("Code", "Message"))
    return tuple(html.unescape(match[1]) if match else "" for match in found)


def parameters_of(form):
    """CloudTrail writes a parameter's name with a small letter first; lists are left out."""
    return {name[0].lower() + name[1:]: values[0] for name, values in form.items()
            if "." not in name}


async def dispatch(handle, method, path, headers, body, query, request_id):
    """Around the whole call, so that what a policy refuses is seen, too."""
    answer = await handle(method, path, headers, body, query, request_id)
    if "/iam/aws4_request" not in headers.get("authorization", "") or not is_logging():
        return answer
    form = parse_qs(body.decode(errors="replace"))
    action = form.pop("Action", ["Get"])[0]
    form.pop("Version", None)
    fault = fault_in(answer)
    if not action.startswith(READS) and not (fault and fault[0] in NOBODYS):
        put_event(action, parameters_of(form), fault)
    return answer


def patch():
    app._dispatch_service_request = functools.partial(dispatch, app._dispatch_service_request)
