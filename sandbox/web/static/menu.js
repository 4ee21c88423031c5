// The menu of a message: what the person can do with it, and the bot's own commands for it.

import { act, get, here, interact } from "/api.js";
import { icon } from "/dom.js";
import { openList } from "/popover.js";
import { guildNow, me, state, tell } from "/state.js";

const EPHEMERAL = 1 << 6;
const MESSAGE = 3;

/** At the button, or where the pointer is. */
export async function openMenu(event, message) {
  if (event.type === "contextmenu" && event.target.closest("a, input, textarea, video")) return;
  event.preventDefault();
  const button = event.type === "contextmenu" ? null : event.currentTarget;
  const at = { left: event.clientX, right: event.clientX, top: event.clientY, bottom: event.clientY, width: 0 };
  const anchor = button ?? { getBoundingClientRect: () => at, closest: () => null, focus: () => {} };
  const actions = await offered(message);
  const entries = actions.map((action, value) => ({ ...action, value }));
  openList({ anchor, label: "Message", role: "menu", entries, done: ([value]) => attempt(actions[value].run) });
}

async function offered(message) {
  const mine = message.author.id === me().id;
  const actions = [];
  if (!(message.flags & EPHEMERAL)) actions.push({ label: "Reply", picture: icon("reply"), run: () => tell("reply", message) });
  if (message.content) actions.push({ label: "Copy text", picture: icon("copy"), run: () => navigator.clipboard.writeText(message.content) });
  if (state.world.operator) actions.push({ label: "Inspect", picture: icon("eye"), run: () => tell("inspect", message) });
  for (const command of await commands()) {
    const run = () => interact("/menu", { command: command.name, message: message.id });
    actions.push({ label: command.name_localizations?.[me().locale] ?? command.name, picture: icon("apps"), run });
  }
  if (mine || moderates()) {
    actions.push({ label: "Delete message", danger: true, picture: icon("trash"), run: () => act("/delete", { message: message.id }) });
  }
  return actions;
}

async function commands() {
  try {
    return (await get("/commands", { ...here(), kind: MESSAGE })).commands;
  } catch {
    return [];
  }
}

function moderates() {
  return guildNow()?.moderators.includes(me().id) ?? false;
}

async function attempt(run) {
  try {
    await run();
  } catch (error) {
    tell("trouble", error.message);
  }
}
