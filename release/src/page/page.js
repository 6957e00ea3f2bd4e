"use strict";
const { account, version, parameters } = JSON.parse(document.getElementById("release").textContent);
const form = document.getElementById("form");
const element = id => document.getElementById(id);

/* As the console decodes it: also what encodeURIComponent leaves alone. */
const encode = text => encodeURIComponent(text)
  .replace(/[!'()*]/g, letter => "%" + letter.charCodeAt(0).toString(16).toUpperCase());

const isRequired = name => parameters[name].required === true
  || name === "QoveryPrincipal" && form.elements.AuthenticationMethod.value === "AssumeRole";

/* What CloudFormation would say of a value; nothing where it takes it. */
function fault(name, value) {
  const { pattern, rule, least, most } = parameters[name];
  if (value === "" && isRequired(name)) return "This is required.";
  if (pattern && !new RegExp("^(?:" + pattern + ")$").test(value)) return "It must be " + rule + ".";
  if (least !== undefined && !(/^\d+$/.test(value) && +value >= least && +value <= most)) {
    return "It must be from " + least + " to " + most + ".";
  }
  return "";
}

/* What differs from the defaults, in the template's order. */
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
  return (asks ? "read -rs QoveryApiToken\n" : "")
    + ["aws cloudformation create-stack --region " + region + " --stack-name " + stack,
      "  --template-url " + url,
      "  --capabilities CAPABILITY_NAMED_IAM --enable-termination-protection --retain-except-on-create",
      "  --parameters"].concat(words.map(word => "    " + word)).join(" \\\n");
}

/* Says what is wrong beside a field, once somebody has been there. */
function show(name) {
  const input = element(name);
  const text = fault(name, form.elements[name].value);
  const isShown = text !== "" && input.dataset.touched === "true";
  input.setAttribute("aria-invalid", isShown);
  input.setAttribute("aria-required", isRequired(name));
  element(name + "-fault").textContent = isShown ? text : "";
  return text === "";
}

function update() {
  const region = form.elements.region.value, stack = form.elements.stack.value;
  const isStack = /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stack);
  element("stack-fault").textContent = isStack ? "" : "Letters, digits and hyphens, a letter first.";
  element("stack").setAttribute("aria-invalid", !isStack);
  const open = Object.keys(parameters).filter(name => !show(name));
  const url = "https://qovery-aws-connect-" + account + "-" + region + "-an.s3." + region
    + ".amazonaws.com/v" + version + "/template.json";
  const isReady = isStack && open.length === 0;
  const launch = element("launch");
  if (isReady) launch.href = link(region, stack, url, given()); else launch.removeAttribute("href");
  launch.setAttribute("aria-disabled", !isReady);
  element("command").textContent = isReady ? command(region, stack, url, given()) : "";
  const labels = open.map(name => parameters[name].label).join(", ");
  say(isReady ? "The link is ready." : "Still needed: " + (labels || "a name for the stack") + ".");
}

/* A screen reader reads what changes, and not the same again at every key. */
function say(text) {
  if (element("state").textContent !== text) element("state").textContent = text;
}

for (const [name, value] of new URLSearchParams(location.search)) {
  if (form.elements[name]) form.elements[name].value = value;
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
  await navigator.clipboard.writeText(element("command").textContent);
  say("The command is copied.");
});
update();
