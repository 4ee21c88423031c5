// A command typed or pasted as a line: "/imagine a fox private:True" is the command with its options filled in.

import { FILE, local } from "/offered.js";

/**
 * {command, options: [[name, text]]} of a line that begins with one of the commands, else null. The words before the
 * first option that is named are those of the first one that takes words.
 */
export function asTyped(text, commands) {
  const command = commands.find(({ name }) => `${text} `.startsWith(`/${name} `));
  if (!command) return null;
  const options = command.options.filter((option) => option.type !== FILE);
  const names = options.flatMap((option) => [option.name, local(option, "name")]);
  const rest = text.slice(command.name.length + 1);
  const named = names.length ? [...rest.matchAll(new RegExp(`(?:^|\\s)(${names.join("|")}):`, "g"))] : [];
  const words = (at) => rest.slice(at < 0 ? 0 : named[at].index + named[at][0].length, named[at + 1]?.index).trim();
  const filled = named.map(([, name], at) => [options.find((option) => [option.name, local(option, "name")].includes(name)).name, words(at)]);
  const first = options.find((option) => option.required) ?? options[0];
  return { command, options: words(-1) && first ? [[first.name, words(-1)], ...filled] : filled };
}
