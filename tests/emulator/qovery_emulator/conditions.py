"""CloudFormation: conditions on the region or the account, and on parts of a text."""

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import changesets, engine, handlers, stacks

OF_TEXT = {"Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub"}


def resolved(value, values):
    """The condition with its functions of text applied: stock knows `Fn::Select` of a list only."""
    if isinstance(value, list):
        return [resolved(item, values) for item in value]
    if not isinstance(value, dict):
        return value
    if OF_TEXT & value.keys():
        return engine._resolve_refs(value, {}, values, {}, {}, "", "")
    return {name: resolved(item, values) for name, item in value.items()}


def evaluate_conditions(template, params, original=engine._evaluate_conditions):
    """Stock takes the name of a pseudo parameter for its value."""
    pseudo = {"AWS::AccountId": get_account_id(), "AWS::Partition": "aws",
              "AWS::Region": get_region(), "AWS::URLSuffix": "amazonaws.com"}
    values = {**{name: {"Value": value} for name, value in pseudo.items()}, **params}
    conditions = resolved(template.get("Conditions", {}), values)
    return original({**template, "Conditions": conditions}, values)


def patch():
    for module in (changesets, engine, handlers, stacks):
        module._evaluate_conditions = evaluate_conditions
