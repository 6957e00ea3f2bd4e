"use strict";
const { account, version, parameters } = JSON.parse(document.getElementById("release").textContent);
const form = document.getElementById("form");
const element = id => document.getElementById(id);

/* As the console decodes it: also what encodeURIComponent leaves alone. */
const encode = text => encodeURIComponent(text)
  .replace(/[!'()*]/g, letter => "%" + letter.charCodeAt(0).toString(16).toUpperCase());

const names = ["region", "stack", ...Object.keys(parameters)];
const label = name => parameters[name]?.label ?? form.querySelector(`label[for=${name}]`).textContent;

const isRequired = name => parameters[name].required === true
  || name === "QoveryPrincipal" && form.elements.AuthenticationMethod.value === "AssumeRole";

/* What CloudFormation would say of a value; nothing where it takes it. */
function fault(name, value) {
  const { allowed, longest, pattern, rule, least, most } = parameters[name];
  if (value === "" && isRequired(name)) return "This is required.";
  if (allowed && !allowed.includes(value)) return "It must be one of " + allowed.join(", ") + ".";
  if ([...value].length > longest) return "It may have " + longest + " characters.";
  if (pattern && !new RegExp("^(?:" + pattern + ")$").test(value)) return "It must be " + rule + ".";
  if (least !== undefined && !(/^\d+$/.test(value) && +value >= least && +value <= most)) {
    return "It must be from " + least + " to " + most + ".";
  }
  return "";
}

/* What differs from the defaults. */
const given = () => Object.keys(parameters)
  .map(name => [name, form.elements[name].value])
  .filter(([name, value]) => value !== parameters[name].default);

function link(region, stack, url, values) {
  const query = [["templateURL", url], ["stackName", stack]]
    .concat(values.map(([name, value]) => ["param_" + name, value]));
  return "https://" + region + ".console.aws.amazon.com/cloudformation/home?region=" + region
    + "#/stacks/create/review?" + query.map(([name, value]) => name + "=" + encode(value)).join("&");
}

/* Without a secret, the shell asks for the token, so that it is in no history. */
function command(region, stack, url, values) {
  const parameter = ([name, value]) => "'" + ("ParameterKey=" + name + ",ParameterValue=\""
    + value.replaceAll("\\", "\\\\").replaceAll('"', '\\"') + '"').replaceAll("'", "'\\''") + "'";
  const words = values.map(parameter);
  const asks = form.elements.QoveryApiTokenSecretArn.value === "";
  if (asks) words.push('"ParameterKey=QoveryApiToken,ParameterValue=$QoveryApiToken"');
  return (asks ? "read -rs QoveryApiToken &&\n" : "")
    + ["aws cloudformation create-stack --region " + region + " --stack-name " + stack,
      "  --template-url " + url,
      "  --capabilities CAPABILITY_NAMED_IAM --enable-termination-protection --retain-except-on-create",
      "  --parameters"].concat(words.map(word => "    " + word)).join(" \\\n");
}

/* Says what is wrong beside a field, once it has been filled in or left. Whether it is right. */
function show(name) {
  const input = form.elements[name];
  const text = name === "stack" ? stackFault(input.value) : fault(name, input.value);
  const isShown = text !== "" && input.dataset.touched === "true";
  input.setAttribute("aria-invalid", isShown);
  input.setAttribute("aria-required", name === "stack" || isRequired(name));
  element(name + "-fault").textContent = isShown ? text : "";
  return text === "";
}

const stackFault = name => /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(name)
  ? "" : "Letters, digits and hyphens, a letter first.";

/* An operator's own copy, or the publisher's. */
function templateUrl(region) {
  const bucket = form.elements.CodeBucket.value || "qovery-aws-connect-" + account + "-" + region + "-an";
  return "https://" + bucket + ".s3." + region + ".amazonaws.com/v" + version + "/template.json";
}

function update() {
  const region = form.elements.region.value, stack = form.elements.stack.value;
  const open = names.filter(name => name !== "region" && !show(name));
  const isReady = open.length === 0;
  const launch = element("launch"), url = templateUrl(region);
  if (isReady) launch.href = link(region, stack, url, given()); else launch.removeAttribute("href");
  launch.setAttribute("aria-disabled", !isReady);
  element("command").textContent = isReady ? command(region, stack, url, given()) : "";
  element("copy").disabled = !isReady;
  const list = (start, open) => open.length ? [start + open.map(label).join(", ") + "."] : [];
  const isEmpty = name => form.elements[name].value === "";
  say(isReady ? "The link is ready." : [
    ...list("Still needed: ", open.filter(isEmpty)),
    ...list("Wrong: ", open.filter(name => !isEmpty(name))),
  ].join(" "));
}

/* A screen reader reads what changes, and not the same again at every key. */
function say(text) {
  if (element("state").textContent !== text) element("state").textContent = text;
}

/* Takes values from the page's address: an address may come from anybody, so it names no code, and what
   it fills in is said and shown. */
function readAddress() {
  const filled = new Set(), left = new Set();
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!names.includes(name)) { left.add("what has no field here"); continue; }
    const input = form.elements[name];
    const isTaken = name !== "CodeBucket"
      && (!input.options || [...input.options].some(option => option.value === value));
    (isTaken ? filled : left).add(label(name));
    if (!isTaken) continue;
    input.value = value;
    input.dataset.touched = "true";
    const group = input.closest("details");
    if (group && value !== parameters[name].default) group.open = true;
  }
  const list = (start, labels) => labels.size ? start + [...labels].join(", ") + ". " : "";
  element("address").textContent = list("Check what the address of this page filled in: ", filled)
    + list("It does not fill in: ", left);
  element("address").hidden = filled.size + left.size === 0;
}

form.addEventListener("input", event => {
  event.target.dataset.touched = "true";
  update();
});
form.addEventListener("focusout", event => {
  event.target.dataset.touched = "true";
  update();
});
form.addEventListener("submit", event => event.preventDefault());
element("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(element("command").textContent);
    say("The command is copied.");
  } catch {
    say("The browser lets no page copy here: select the command.");
  }
});
readAddress();
update();
