// The operator's drawer: bill and purses, what runs, what shall go wrong, how quick time goes, and which gateway it is.

import { act, attempt, get } from "/api.js";
import { el, fill, icon, iconButton } from "/dom.js";
import { inspected, inspector } from "/inspector.js";
import { heard, nameOf, state, tell } from "/state.js";

const PACE = 1000;
const FAULTS = {
  refusal: "Moderation refuses",
  limited: "Too many requests (429)",
  slow: "Slow answers",
  cut: "Streams are cut",
  down: "The gateway is down",
  outage: "Discord is down (503)",
};
const GATEWAYS = { sandbox: "The sandbox", real: "The real one, which costs money" };
const SPEEDS = { quarter: "¼ ×", usual: "1 ×", fourfold: "4 ×", instant: "Instant" };
const button = document.querySelector("#operate");
const drawer = document.querySelector("#drawer");
const title = el("h2", { tabIndex: -1 }, "Operator");
const faults = choices("checkbox", "What goes wrong", FAULTS, (name, on) => order("/fault", { name, on }));
const speeds = choices("radio", "Speed of the models", SPEEDS, (speed) => order("/speed", { speed }));
const gateways = choices("radio", "The gateway", GATEWAYS, (name) => connect(name === "real"));
const hint = el("p.hint", "Start with AIHUBMIX_API_KEY set to let the real gateway's models paint.");
const restart = el("button.button.secondary", { onclick: () => again(restart, false) }, "Restart the bot");
const killed = "It is killed in the middle of everything, and started again";
const plug = el("button.button.secondary", { title: killed, onclick: () => again(plug, true) }, "Pull the plug");
const starts = el("div.starts", restart, plug);
const [jobs, bill, ledger] = [el("div"), el("div"), el("div")];
let watching = 0;
let shown = "";

export function showDrawer() {
  if (!state.world.operator) return;
  const parts = [inspector, faults.node, speeds.node, starts, jobs, bill, ledger, gateways.node, hint];
  button.append(icon("gauge"));
  button.hidden = false;
  button.addEventListener("click", () => (drawer.hidden ? open() : shut()));
  drawer.append(
    el("header", title, iconButton("close", "Close the drawer", shut)),
    el("div.parts", { tabIndex: 0, role: "region", ariaLabel: "The operator's view" }, parts),
  );
  drawer.addEventListener("keydown", ({ key }) => key === "Escape" && shut());
  heard("inspect", (message) => {
    if (drawer.hidden) open();
    inspected(message, () => title.focus());
  });
  if (localStorage.drawer) show(true);
}

function open() {
  show(true);
  title.focus();
  tell("operated");
}

function shut() {
  show(false);
  button.focus();
}

function show(open) {
  drawer.hidden = !open;
  localStorage.drawer = open || "";
  document.body.classList.toggle("operated", open);
  button.ariaExpanded = open;
  clearTimeout(watching);
  if (open) look();
}

/** Now, and again every second while it is open. */
async function look() {
  clearTimeout(watching);
  await attempt(async () => render(await get("/operator")));
  clearTimeout(watching);
  if (!drawer.hidden) watching = setTimeout(look, PACE);
}

function order(path, body) {
  return attempt(async () => render(await act(path, body)));
}

async function again(pressed, hard) {
  const label = pressed.textContent;
  restart.disabled = plug.disabled = true;
  pressed.textContent = hard ? "Starting …" : "Finishing, then starting …";
  await order("/restart", { hard });
  restart.disabled = plug.disabled = false;
  pressed.textContent = label;
}

async function connect(real) {
  gateways.node.disabled = true;
  await order("/gateway", { real });
  gateways.node.disabled = false;
  await look(); // where it was refused, what is marked is wrong
}

/** Switches, or one of several: `mark` tells which there are, and which of them are on. */
function choices(type, legend, labels, done) {
  const choice = ([value, label]) => {
    const input = el("input", { type, name: legend, value, onchange: () => done(value, input.checked) });
    return el("label", input, label);
  };
  const node = el("fieldset", el("legend", legend), el("div", { class: type }, Object.entries(labels).map(choice)));
  const mark = (isOn, isThere = () => true) => {
    for (const input of node.querySelectorAll("input")) {
      input.checked = isOn(input.value);
      input.parentNode.hidden = !isThere(input.value);
    }
  };
  return { node, mark };
}

function render(seen) {
  const gateway = seen.gateway.real ? "real" : "sandbox";
  faults.mark((name) => seen.faults[name], (name) => name in seen.faults);
  speeds.node.hidden = !seen.speed;
  speeds.mark((name) => name === seen.speed);
  starts.hidden = !seen.restarts;
  gateways.node.hidden = !seen.gateway.choice;
  gateways.mark((name) => name === gateway);
  hint.hidden = seen.gateway.choice || seen.gateway.real;
  const now = JSON.stringify([seen.bill, seen.books]);
  if (now === shown) return; // what somebody marks to copy stays marked
  shown = now;
  fill(jobs, jobsOf(seen.books));
  fill(bill, billOf(seen.bill, seen.books));
  fill(ledger, ledgerOf(seen.books));
}

function jobsOf(books) {
  const head = el("h3", "Queue");
  if (!books) return [head, el("p", "The bot has written no books yet.")];
  const ended = books.ended.map(({ state: how, count }) => `${count} ${how.replace("canceled", "cancelled")}`).join(" · ");
  const rows = books.jobs.map((job) => [job.state, job.model, nameOf(job.user_id), job.hold]);
  return [head, table(["State", "Model", "Member", "Held"], rows, "Nothing waits or runs."), ended && el("p", `So far: ${ended}`)];
}

/** With what the members paid for it, which is what it is held against. */
function billOf(seen, books) {
  const head = el("h3", "The gateway's bill");
  if (!seen) return [head, el("p", "The gateway is the real one: see its console.")];
  const rows = seen.newest.map((one) => [one.model, one.n, money(one.usd)]);
  return [
    head,
    el("p.sum", `${money(seen.total)} for ${counted(seen.count, "call")} · ${money(seen.balance)} left`),
    books && el("p.sum", `The members paid ${counted(books.paid, "credit")}.`),
    table(["Model", "Pieces", "Price"], rows, "Nothing was billed."),
  ];
}

function ledgerOf(books) {
  if (!books) return [];
  const sign = (kind) => (/hold|capture|expire|give/.test(kind) ? "−" : "+");
  const owner = (id) => (id === "0" ? "the server" : nameOf(id));
  return [
    el("h3", "Purses"),
    table(["Whose", "Credits", "Held"], books.purses.map((one) => [owner(one.user_id), one.credits, one.held]), "Nobody has a purse yet."),
    el("h3", "Ledger"),
    table(["Whose", "Entry", "Credits"], books.entries.map((one) => [owner(one.user_id), one.kind, sign(one.kind) + one.amount]), "No entries."),
  ];
}

/** Numbers to the right; `nothing` where there is no row. */
function table(heads, rows, nothing) {
  if (!rows.length) return el("p", nothing);
  const isNumber = (value) => typeof value === "number" || /^[$+−]/.test(value);
  const kind = (at) => (heads[at] === "Model" && "model") || (isNumber(rows[0][at]) && "number");
  const cell = (value, at) => el("td", { class: kind(at) || "" }, String(value)); // a 0, too
  const head = (name, at) => el("th", { scope: "col", class: kind(at) || "" }, name);
  return el("table", el("thead", el("tr", heads.map(head))), el("tbody", rows.map((row) => el("tr", row.map(cell)))));
}

function counted(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** To four digits after the zeros it may begin with. */
function money(usd) {
  const zeros = /\.(0*)/.exec(usd);
  return `$${zeros ? Number(usd).toFixed(4 + zeros[1].length).replace(/(\.\d\d\d*?)0+$/, "$1") : usd}`;
}
