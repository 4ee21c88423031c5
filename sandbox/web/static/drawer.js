// The operator's drawer: bill and purses, what runs, what shall go wrong, and a message as it came over the wire.

import { act, get } from "/api.js";
import { el, icon } from "/dom.js";
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
const button = document.querySelector("#operate");
const drawer = document.querySelector("#drawer");
const faults = el("fieldset", {}, el("legend", {}, "What goes wrong"));
const restart = el("button", { type: "button", class: "button secondary", onclick: again }, "Restart the bot");
const jobs = el("div", { class: "part" });
const bill = el("div", { class: "part" });
const ledger = el("div", { class: "part" });
const inspector = el("section", { hidden: true });
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
    el("div", { class: "parts", tabIndex: 0, role: "region", "aria-label": "The operator's view" }, inspector, faults, restart, jobs, bill, ledger),
  );
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  heard("inspect", inspect);
}

function open() {
  drawer.hidden = false;
  document.body.classList.add("operated");
  button.ariaExpanded = "true";
  drawer.querySelector("h2").focus();
  look();
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

async function again() {
  restart.disabled = true;
  restart.textContent = "Restarting …";
  await order("/restart", {});
  restart.disabled = false;
  restart.textContent = "Restart the bot";
}

function show(seen) {
  for (const [name, on] of Object.entries(seen.faults)) {
    if (!boxes.has(name)) addFault(name);
    boxes.get(name).checked = on;
  }
  restart.hidden = !seen.restarts;
  const now = JSON.stringify([seen.bill, seen.books]);
  if (now === shown) return; // what somebody marks to copy stays marked
  shown = now;
  jobs.replaceChildren(...jobsOf(seen.books));
  bill.replaceChildren(...billOf(seen.bill));
  ledger.replaceChildren(...ledgerOf(seen.books));
}

function addFault(name) {
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => order("/fault", { name, on: box.checked }));
  boxes.set(name, box);
  faults.append(el("label", {}, box, FAULTS[name] ?? name));
}

function jobsOf(books) {
  const head = el("h3", {}, "Queue");
  if (!books) return [head, el("p", {}, "The bot has written no books yet.")];
  const ended = books.ended.map(({ state: how, count }) => `${count} ${how}`).join(" · ");
  const rows = books.jobs.map((job) => [job.state, job.model, nameOf(job.user_id), job.hold]);
  return [head, table(["State", "Model", "Member", "Held"], rows, "Nothing waits or runs."), ended ? el("p", {}, `So far: ${ended}`) : null].filter(Boolean);
}

function billOf(seen) {
  const head = el("h3", {}, "The gateway's bill");
  if (!seen) return [head, el("p", {}, "The gateway is the real one: see its console.")];
  const sum = el("p", { class: "sum" }, `${money(seen.total)} for ${seen.count} ${seen.count === 1 ? "call" : "calls"} · ${money(seen.balance)} left`);
  return [head, sum, table(["Model", "Pieces", "Price"], seen.newest.map((one) => [one.model, one.n, money(one.usd)]), "Nothing was billed.")];
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

function inspect(message) {
  if (drawer.hidden) open();
  const gone = () => {
    inspector.hidden = true;
    drawer.querySelector("h2").focus();
  };
  const close = el("button", { type: "button", class: "ghost small", "aria-label": "Close the message", onclick: gone }, icon("close"));
  const code = el("pre", { tabIndex: 0, role: "region", "aria-label": "JSON" }, el("code", {}, JSON.stringify(message, null, 2)));
  inspector.replaceChildren(el("div", { class: "inspected" }, el("h3", {}, "Message ", message.id), close), code);
  inspector.hidden = false;
  inspector.scrollIntoView({ block: "nearest" });
}
