// The bot's slash commands as the person is offered them here: each subcommand is one of its own.

import { get, here } from "/api.js";
import { me } from "/state.js";

const SUBCOMMAND = 1;
const GROUP = 2;
export const FILE = 11; // the type of an option that takes a file

/** {name, path, description, options}: the path is how the sandbox calls it, the name how the person reads it. */
export async function slashCommands() {
  const { commands } = await get("/commands", here());
  return commands.flatMap((command) => leaves(command, [], [])).sort((one, other) => one.name.localeCompare(other.name));
}

function leaves(item, path, names) {
  const way = [...path, item.name];
  const read = [...names, local(item, "name")];
  const inner = (item.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (inner.length) return inner.flatMap((option) => leaves(option, way, read));
  return [{ name: read.join(" "), path: way.join(" "), description: local(item, "description"), options: item.options ?? [] }];
}

/** A name or description in the person's language. */
export function local(item, key) {
  return item[`${key}_localizations`]?.[me().locale] ?? item[key];
}
