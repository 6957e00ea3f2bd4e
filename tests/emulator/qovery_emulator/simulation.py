"""IAM: `SimulatePrincipalPolicy` with boundaries, SCPs, context, several resources and pages.

Conditions are judged by `ContextEntries` and nothing else: not even the region is known. What the
identity's own policies and its boundary ask for and was not given is named, whether or not the
statement is about the action (boto3 3111); what an SCP asks for is not (aws-cli 10525)."""

import json
import re
from dataclasses import dataclass, field

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id
from ministack.services import iam, organizations

DECISIONS = {"Allow": "allowed", "Deny": "explicitDeny", "ImplicitDeny": "implicitDeny"}
PAGE = 100


def members(params, name):
    """The values of a list parameter of the Query protocol."""
    values, index = [], 1
    while value := iam._p(params, f"{name}.member.{index}"):
        values.append(value)
        index += 1
    return values


@dataclass
class Simulated(evaluator.EvalContext):
    """A request of which only the given context is known, by key in small letters."""

    entries: dict = field(default_factory=dict)


def resolve_condition_key(key, context, original=evaluator._resolve_condition_key):
    if isinstance(context, Simulated):
        return context.entries.get(key.lower())
    return original(key, context)


def entries(params):
    """`ContextEntries`: a list type has all its values, any other the first."""
    given, index = {}, 1
    while name := iam._p(params, f"ContextEntries.member.{index}.ContextKeyName"):
        values = members(params, f"ContextEntries.member.{index}.ContextKeyValues")
        kind = iam._p(params, f"ContextEntries.member.{index}.ContextKeyType")
        given[name.lower()] = values if kind.endswith("List") else next(iter(values), None)
        index += 1
    return given


def keys_in(statements):
    """The context keys that statements name, in conditions and as variables."""
    for statement in statements:
        for keys in statement.conditions.values():
            yield from keys
        for text in (*statement.resources, *statement.not_resources, json.dumps(statement.conditions)):
            yield from re.findall(r"\$\{([\w-]+:[^},]+)", text)


class Principal:
    """A user or role with everything that limits it."""

    def __init__(self, arn, given):
        account = get_account_id()
        kind, _, name = arn.split(":", 5)[5].partition("/")
        name = name.rsplit("/", 1)[-1]
        is_user = kind == "user"
        store = iam._users if is_user else iam._roles
        gather = evaluator._gather_user_policies if is_user else evaluator._gather_role_policies
        self.arn, self.given = arn, given
        self.record = store.get(name)
        self.policies = gather(name, account)
        self.boundary = evaluator._permissions_boundary(store, name, account)
        self.control_policies = service_control_policies(account)

    def missing(self):
        policies = [*self.policies, *(policy for level in self.boundary for policy in level)]
        named = {key for policy in policies for key in keys_in(policy)}
        return sorted(key for key in named if key.lower() not in self.given)

    def context(self, action, resource):
        return Simulated(
            principal_arn=self.arn, principal_type="User", principal_account=get_account_id(),
            action=action, resource_arn=resource, region="", entries=self.given)

    def evaluate(self, action, resource):
        limits = [*self.boundary, *([level] for level in self.control_policies)]
        return evaluator.evaluate(self.context(action, resource), self.policies, *limits).decision

    def within(self, levels, action, resource):
        context = self.context(action, resource)
        return all(evaluator.evaluate(context, level).decision == "Allow" for level in levels)


def service_control_policies(account):
    """The SCPs on the root and on the account. In this emulator each account is the management
    account of an organization of its own, which in AWS no SCP limits; here they do."""
    if "self" not in organizations._orgs:
        return []
    levels = []
    for target in (*organizations._roots, account):
        attached = [organizations._policies[policy]["_Content"]
                    for policy, targets in organizations._attachments.items() if target in targets]
        parsed = [evaluator.parse_policy_document(json.loads(content)) for content in attached]
        levels.append([statement for statements in parsed for statement in statements])
    return levels


def detail(name, allowed_name, allowed):
    return f"<{name}><{allowed_name}>{str(allowed).lower()}</{allowed_name}></{name}>"


def boundary_xml(principal, action, resource):
    """AWS has this element, like the next, only where there is such a limit."""
    if not principal.boundary:
        return ""
    allowed = principal.within(principal.boundary, action, resource)
    return detail("PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary", allowed)


def organization_xml(principal, action, resource):
    if not principal.control_policies:
        return ""
    allowed = principal.within([[level] for level in principal.control_policies], action, resource)
    return detail("OrganizationsDecisionDetail", "AllowedByOrganizations", allowed)


def missing_xml(keys):
    listed = "".join(f"<member>{key}</member>" for key in keys)
    return f"<MissingContextValues>{listed}</MissingContextValues>"


def result_xml(principal, action, resources):
    """With resources in the request, what is missing is named for each of them instead."""
    decisions = {resource: principal.evaluate(action, resource) for resource in resources or ["*"]}
    worst = next((decision for decision in ("Deny", "ImplicitDeny")
                  if decision in decisions.values()), "Allow")
    missing = principal.missing()
    specific = "".join(
        f"<member><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalResourceDecision>{DECISIONS[decisions[resource]]}</EvalResourceDecision>"
        f"<MatchedStatements/>{missing_xml(missing)}"
        f"{boundary_xml(principal, action, resource)}</member>" for resource in resources)
    first = next(iter(decisions))
    return (f"<member><EvalActionName>{action}</EvalActionName>"
            f"<EvalResourceName>{first}</EvalResourceName>"
            f"<EvalDecision>{DECISIONS[worst]}</EvalDecision>"
            f"<MatchedStatements/>{missing_xml([] if resources else missing)}"
            f"{boundary_xml(principal, action, first)}{organization_xml(principal, action, first)}"
            f"<ResourceSpecificResults>{specific}</ResourceSpecificResults></member>")


def simulate_principal_policy(params):
    principal = Principal(iam._p(params, "PolicySourceArn"), entries(params))
    if principal.record is None:
        return iam._error(404, "NoSuchEntity", f"{principal.arn} cannot be found.", ns="iam")
    actions = members(params, "ActionNames")
    resources = [arn for arn in members(params, "ResourceArns") if arn != "*"]
    start = int(iam._p(params, "Marker") or 0)
    end = start + int(iam._p(params, "MaxItems") or PAGE)
    results = "".join(result_xml(principal, action, resources) for action in actions[start:end])
    more = end < len(actions)
    marker = f"<Marker>{end}</Marker>" if more else ""
    return iam._xml(
        200, "SimulatePrincipalPolicyResponse",
        f"<SimulatePrincipalPolicyResult><EvaluationResults>{results}</EvaluationResults>"
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{marker}"
        f"</SimulatePrincipalPolicyResult>", ns="iam")


def patch():
    evaluator._resolve_condition_key = resolve_condition_key
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulate_principal_policy
