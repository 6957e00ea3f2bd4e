"""CloudTrail: writes to IAM become events, in an account with a trail that logs.

Source: EventBridge user guide, "Events from AWS services delivered via CloudTrail"."""

import json
from urllib.parse import parse_qs

from ministack.core.responses import get_account_id
from ministack.services import cloudtrail, eventbridge
from ministack.services import iam as service

READS = ("Generate", "Get", "List", "Simulate")


def is_logging():
    return any(trail["IsLogging"] for trail in cloudtrail._trails.values())


def put_event(action, parameters):
    """CloudTrail writes a parameter's name with a small letter first."""
    requested = {name[0].lower() + name[1:]: values[0] for name, values in parameters.items()}
    detail = {
        "eventSource": "iam.amazonaws.com",
        "eventName": action,
        "awsRegion": "us-east-1",
        "requestParameters": cloudtrail._scrub(requested),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "recipientAccountId": get_account_id(),
    }
    entry = {"Source": "aws.iam", "DetailType": "AWS API Call via CloudTrail",
             "Detail": json.dumps(detail)}
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


async def handle_request(method, path, headers, body, query, original=service.handle_request):
    """Stock tells nobody."""
    answer = await original(method, path, headers, body, query)
    parameters = parse_qs(body.decode())
    action = parameters.pop("Action", ["Get"])[0]
    parameters.pop("Version", None)
    if answer[0] == 200 and not action.startswith(READS) and is_logging():
        put_event(action, parameters)
    return answer


def patch():
    service.handle_request = handle_request
