"""CloudFormation: conditions on the region or the account."""

from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import changesets, engine, handlers, stacks


def evaluate_conditions(template, params, original=engine._evaluate_conditions):
    """Stock takes the name of a pseudo parameter for its value."""
    pseudo = {"AWS::AccountId": get_account_id(), "AWS::Partition": "aws",
              "AWS::Region": get_region(), "AWS::URLSuffix": "amazonaws.com"}
    return original(template, {**{name: {"Value": value} for name, value in pseudo.items()},
                               **params})


def patch():
    for module in (changesets, engine, handlers, stacks):
        module._evaluate_conditions = evaluate_conditions
