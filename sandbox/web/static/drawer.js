// The operator's drawer: bill and purses, what runs, what shall go wrong, how quick time goes, and which gateway it is.

import { act, get } from "/api.js";
import { el, icon } from "/dom.js";
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
const SPEEDS = { quarter: "¼ ×", usual: "1 ×", fourfold: "4 ×", instant: "Instant" };
const button = document.querySelector("#operate");
const drawer = document.querySelector("#drawer");
const faults = el("fieldset", {}, el("legend", {}, "What goes wrong"));
const speeds = group("Speed of the models", SPEEDS, (speed) => order("/speed", { speed }));
const gateways = group("The gateway", { sandbox: "The sandbox", real: "The real one, which costs money" }, (name) => connect(name === "real"));
const hint = el("p", { class: "hint" }, "Start with AIHUBMIX_API_KEY set to let the real gateway's models paint.");
const restart = el("button", { type: "button", class: "button secondary", onclick: () => again(restart, false) }, "Restart the bot");
const plug = el("button", { type: "button", class: "button secondary", title: "It is killed in the middle of everything, and started again", onclick: () => again(plug, true) }, "Pull the plug");
const starts = el("div", { class: "starts" }, restart, plug);
const jobs = el("div", { class: "part" });
const bill = el("div", { class: "part" });
const ledger = el("div", { class: "part" });
const boxes = new Map();
let watching = 0;
let shown = "";

export function showDrawer() {
  if (!state.world.operator) return;
  button.append(icon("gauge"));
  button.hidden = false;
  button.addEventListener("click", () => (drawer.hidden ? open() : shut()));
  const close = el("button", { type: "button", class: "ghost", "aria-label": "Close the drawer", onclick: shut }, icon("close"));
  drawer.append(
    el("header", {}, el("h2", { tabIndex: -1 }, "Operator"), close),
    el("div", { class: "parts", tabIndex: 0, role: "region", "aria-label": "The operator's view" }, inspector, faults, speeds.node, starts, jobs, bill, ledger, gateways.node, hint),
  );
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  heard("inspect", (message) => {
    if (drawer.hidden) open();
    inspected(message, () => drawer.querySelector("h2").focus());
  });
}

function open() {
  drawer.hidden = false;
  document.body.classList.add("operated");
  button.ariaExpanded = "true";
  drawer.querySelector("h2").focus();
  look();
  tell("operated");
}

function shut() {
  clearTimeout(watching);
  drawer.hidden = true;
  document.body.classList.remove("operated");
  button.ariaExpanded = "false";
  button.focus();
}

/** Now, and again every second while it is open. */
async function look() {
  clearTimeout(watching);
  try {
    show(await get("/operator"));
  } catch (error) {
    tell("trouble", error.message);
  }
  clearTimeout(watching);
  if (!drawer.hidden) watching = setTimeout(look, PACE);
}

async function order(path, body) {
  try {
    show(await act(path, body));
  } catch (error) {
    tell("trouble", error.message);
  }
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

/** One of several, by radio buttons: `show` marks the one that is on. */
function group(legend, labels, done) {
  const radio = ([value, label]) => {
    const input = el("input", { type: "radio", name: legend, value });
    input.addEventListener("change", () => done(value));
    return el("label", {}, input, label);
  };
  const node = el("fieldset", {}, el("legend", {}, legend), el("div", { class: "choices" }, Object.entries(labels).map(radio)));
  const show = (now) => {
    for (const input of node.querySelectorAll("input")) input.checked = input.value === now;
  };
  return { node, show };
}

function show(seen) {
  for (const name of Object.keys(FAULTS)) {
    if (!boxes.has(name)) addFault(name);
    const box = boxes.get(name);
    box.checked = Boolean(seen.faults[name]);
    box.closest("label").hidden = !(name in seen.faults);
  }
  speeds.node.hidden = !seen.speed;
  speeds.show(seen.speed);
  starts.hidden = !seen.restarts;
  gateways.node.hidden = !seen.gateway.choice;
  gateways.show(seen.gateway.real ? "real" : "sandbox");
  hint.hidden = seen.gateway.choice || seen.gateway.real;
  const now = JSON.stringify([seen.bill, seen.books]);
  if (now === shown) return; // what somebody marks to copy stays marked
  shown = now;
  jobs.replaceChildren(...jobsOf(seen.books));
  bill.replaceChildren(...billOf(seen.bill, seen.books));
  ledger.replaceChildren(...ledgerOf(seen.books));
}

function addFault(name) {
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => order("/fault", { name, on: box.checked }));
  boxes.set(name, box);
  faults.append(el("label", {}, box, FAULTS[name]));
}

function jobsOf(books) {
  const head = el("h3", {}, "Queue");
  if (!books) return [head, el("p", {}, "The bot has written no books yet.")];
  const ended = books.ended.map(({ state: how, count }) => `${count} ${how}`).join(" · ");
  const rows = books.jobs.map((job) => [job.state, job.model, nameOf(job.user_id), job.hold]);
  return [head, table(["State", "Model", "Member", "Held"], rows, "Nothing waits or runs."), ended ? el("p", {}, `So far: ${ended}`) : null].filter(Boolean);
}

/** With what the members paid for it, which is what it is held against. */
function billOf(seen, books) {
  const head = el("h3", {}, "The gateway's bill");
  if (!seen) return [head, el("p", {}, "The gateway is the real one: see its console.")];
  const sum = el("p", { class: "sum" }, `${money(seen.total)} for ${seen.count} ${seen.count === 1 ? "call" : "calls"} · ${money(seen.balance)} left`);
  const paid = books ? el("p", { class: "sum" }, `The members paid ${books.paid} ${books.paid === 1 ? "credit" : "credits"}.`) : null;
  return [head, sum, paid, table(["Model", "Pieces", "Price"], seen.newest.map((one) => [one.model, one.n, money(one.usd)]), "Nothing was billed.")].filter(Boolean);
}

function ledgerOf(books) {
  if (!books) return [];
  const owner = (id) => (id === "0" ? "the server" : nameOf(id));
  return [
    el("h3", {}, "Purses"),
    table(["Whose", "Credits", "Held"], books.purses.map((one) => [owner(one.user_id), one.credits, one.held]), "Nobody has a purse yet."),
    el("h3", {}, "Ledger"),
    table(["Whose", "Entry", "Credits"], books.entries.map((one) => [owner(one.user_id), one.kind, one.amount]), "No entries."),
  ];
}

/** Numbers to the right; `nothing` where there is no row. */
function table(heads, rows, nothing) {
  if (!rows.length) return el("p", {}, nothing);
  const kind = (value) => (typeof value === "number" || /^\$/.test(value) ? "number" : "");
  const cell = (value) => el("td", { class: kind(value) }, String(value));
  const title = (head, at) => el("th", { scope: "col", class: kind(rows[0][at]) }, head);
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, heads.map(title))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))),
  );
}

function money(usd) {
  return `$${usd.includes(".") ? usd.replace(/(\.\d\d\d*?)0+$/, "$1") : usd}`;
}
