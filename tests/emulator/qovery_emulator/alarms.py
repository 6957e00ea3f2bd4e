"""CloudWatch: an alarm acts in its own region only. Stock takes any ARN."""

from ministack.core.responses import get_region
from ministack.services import cloudwatch as service
from ministack.services.cloudformation import provisioners

ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def fault_in(arns):
    """What PutMetricAlarm says of an action elsewhere, or None."""
    for arn in arns:
        region = (arn.split(":") + [""] * 4)[3]
        if region and region != get_region():
            return f"Invalid region {region} specified. Only {get_region()} is supported."
    return None


def put_metric_alarm(params, data, is_cbor, is_json=False, original=service._put_metric_alarm):
    if is_cbor or is_json:
        arns = [arn for name in ACTIONS for arn in data.get(name) or []]
    else:
        arns = [values[0] for name, values in params.items() if name.split(".")[0] in ACTIONS]
    if fault := fault_in(arns):
        return service._error("ValidationError", fault, 400, use_json=is_json, use_cbor=is_cbor)
    return original(params, data, is_cbor, is_json)


def put_for_a_stack(name, props, original=provisioners._cw_metric_alarm_put):
    if fault := fault_in([arn for kind in ACTIONS for arn in props.get(kind) or []]):
        raise ValueError(f"{fault} (Service: CloudWatch, Status Code: 400)")
    return original(name, props)


def patch():
    service._put_metric_alarm = put_metric_alarm
    provisioners._cw_metric_alarm_put = put_for_a_stack
