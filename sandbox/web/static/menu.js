// The menu of a message: what the person can do with it, and the bot's own commands for it.

import { act, attempt, get, here, interact } from "/api.js";
import { icon } from "/dom.js";
import { local } from "/offered.js";
import { openList } from "/popover.js";
import { guildNow, me, state, tell } from "/state.js";

const EPHEMERAL = 1 << 6;
const MESSAGE = 3;

/** At the button, or where the pointer is. */
export async function openMenu(event, message) {
  const pointed = event.type === "contextmenu";
  if (pointed && event.target.closest("a, input, textarea, video")) return;
  event.preventDefault();
  const { currentTarget, clientX, clientY } = event;
  const at = new DOMRect(clientX, clientY);
  const anchor = pointed ? { getBoundingClientRect: () => at, closest: () => null } : currentTarget;
  const actions = await offered(message);
  const entries = actions.map(([label, sign, , danger], value) => ({ label, picture: icon(sign), danger, value }));
  openList({ anchor, label: "Message", role: "menu", entries, done: ([value]) => attempt(actions[value][2]) });
}

/** [what it is called, its icon, what it does, whether that is dangerous] */
async function offered(message) {
  const { id, content, flags, author } = message;
  const called = (command) => interact("/menu", { command: command.name, message: id });
  const commands = await get("/commands", { ...here(), kind: MESSAGE }).then((found) => found.commands, () => []);
  return [
    !(flags & EPHEMERAL) && ["Reply", "reply", () => tell("reply", message)],
    content && ["Copy text", "copy", () => navigator.clipboard.writeText(content)],
    state.world.operator && ["Inspect", "eye", () => tell("inspect", message)],
    ...commands.map((command) => [local(command, "name"), "apps", () => called(command)]),
    (author.id === me().id || moderates()) && ["Delete message", "trash", () => act("/delete", { message: id }), true],
  ].filter(Boolean);
}

function moderates() {
  return guildNow()?.moderators.includes(me().id) ?? false;
}
