// A command typed or pasted as a line: "/imagine a fox private:True" is the command with its options filled in.

import { FILE, local } from "/offered.js";

/**
 * {command, options: [[name, text]]} of a line that begins with one of the commands, else null. The words before the
 * first option that is named are those of the first one.
 */
export function asTyped(text, commands) {
  const command = commands.find(({ name }) => `${text} `.startsWith(`/${name} `));
  if (!command) return null;
  const options = new Map(command.options.filter(({ type }) => type !== FILE).map((option) => [local(option, "name"), option]));
  const rest = text.slice(command.name.length + 1);
  const named = options.size ? [...rest.matchAll(new RegExp(`(?:^|\\s)(${[...options.keys()].join("|")}):`, "g"))] : [];
  const words = (at) => rest.slice(at < 0 ? 0 : named[at].index + named[at][0].length, named[at + 1]?.index).trimStart();
  const filled = named.map(([, name], at) => [options.get(name).name, words(at)]);
  const first = command.options.find((option) => option.type !== FILE);
  return { command, options: words(-1) && first ? [[first.name, words(-1)], ...filled] : filled };
}
