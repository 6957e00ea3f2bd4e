"""IAM: `SimulatePrincipalPolicy` with boundaries, SCPs, several resources and pages."""

import json

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_account_id, get_region
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


class Principal:
    """A user or role with everything that limits it."""

    def __init__(self, arn):
        account = get_account_id()
        kind, _, name = arn.split(":", 5)[5].partition("/")
        name = name.rsplit("/", 1)[-1]
        is_user = kind == "user"
        store = iam._users if is_user else iam._roles
        gather = evaluator._gather_user_policies if is_user else evaluator._gather_role_policies
        self.arn = arn
        self.record = store.get(name)
        self.policies = gather(name, account)
        self.boundary = evaluator._permissions_boundary(store, name, account)
        self.control_policies = service_control_policies(account)

    def context(self, action, resource):
        return evaluator.EvalContext(
            principal_arn=self.arn, principal_type="User", principal_account=get_account_id(),
            action=action, resource_arn=resource, region=get_region(), source_ip="127.0.0.1",
            secure_transport=True)

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


def limits_xml(principal, action, resource):
    """AWS has these elements only where there is such a limit."""
    xml = ""
    if principal.boundary:
        allowed = principal.within(principal.boundary, action, resource)
        xml += detail("PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary", allowed)
    if principal.control_policies:
        levels = [[level] for level in principal.control_policies]
        allowed = principal.within(levels, action, resource)
        xml += detail("OrganizationsDecisionDetail", "AllowedByOrganizations", allowed)
    return xml


def result_xml(principal, action, resources):
    decisions = {resource: principal.evaluate(action, resource) for resource in resources}
    worst = next((decision for decision in ("Deny", "ImplicitDeny")
                  if decision in decisions.values()), "Allow")
    specific = "".join(
        f"<member><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalResourceDecision>{DECISIONS[decision]}</EvalResourceDecision>"
        f"<MatchedStatements/><MissingContextValues/></member>"
        for resource, decision in decisions.items() if len(resources) > 1)
    return (f"<member><EvalActionName>{action}</EvalActionName>"
            f"<EvalResourceName>{resources[0]}</EvalResourceName>"
            f"<EvalDecision>{DECISIONS[worst]}</EvalDecision>"
            f"<MatchedStatements/><MissingContextValues/>"
            f"{limits_xml(principal, action, resources[0])}"
            f"<ResourceSpecificResults>{specific}</ResourceSpecificResults></member>")


def simulate_principal_policy(params):
    principal = Principal(iam._p(params, "PolicySourceArn"))
    if principal.record is None:
        return iam._error(404, "NoSuchEntity", f"{principal.arn} cannot be found.", ns="iam")
    actions = members(params, "ActionNames")
    resources = members(params, "ResourceArns") or ["*"]
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
