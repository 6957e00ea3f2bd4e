"""SNS: a topic as `ServiceToken` of a custom resource, and a subscription that AWS refuses."""

import json

from ministack.core.arn import parse_arn
from ministack.core.responses import get_region
from ministack.services import sns as service

from qovery_emulator.organization import called_via

CLOUDFORMATION = "cloudformation.amazonaws.com"


def is_topic(token):
    return isinstance(token, str) and token.split(":")[2:3] == ["sns"]


def publish(arn, event):
    """As CloudFormation does it, for who deploys the stack: in the account of the stack."""
    if parse_arn(arn).region != get_region():
        raise ValueError("Invalid parameter: TopicArn (Service: Sns, Status Code: 400)")
    token = called_via.set((CLOUDFORMATION,))
    try:
        _, refused = service._get_topic(arn, "sns:Publish")
    finally:
        called_via.reset(token)
    if refused:
        raise ValueError(f"{refused[2].decode()} (Service: Sns, Status Code: {refused[0]})")
    service.publish_internal(arn, json.dumps(event))


def subscribe(params, original=service._subscribe):
    """Only a FIFO topic delivers to a FIFO queue."""
    protocol, endpoint = service._p(params, "Protocol"), service._p(params, "Endpoint")
    topic = service._p(params, "TopicArn")
    if protocol == "sqs" and endpoint.endswith(".fifo") and not topic.endswith(".fifo"):
        return service._error(
            "InvalidParameter", "Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS "
            "Queues can not be subscribed to standard SNS topics", 400)
    return original(params)


def patch():
    service._subscribe = subscribe
