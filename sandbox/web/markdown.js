// Discord's Markdown, the part the bot uses, as DOM nodes. Text only ever becomes text nodes.

const INLINE = /\\(.)|\*\*(.+?)\*\*|`([^`]+)`|<@!?(\d+)>|<t:(\d+)(?::([tTdDfFR]))?>/gs;

export function render(content, nameOf) {
  const fragment = document.createDocumentFragment();
  for (const line of content.split("\n")) {
    const [tag, text] = line.startsWith("> ") ? ["blockquote", line.slice(2)]
      : line.startsWith("-# ") ? ["small", line.slice(3)] : ["div", line];
    const element = document.createElement(tag);
    element.append(...inline(text, nameOf));
    fragment.append(element);
  }
  return fragment;
}

function* inline(text, nameOf) {
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    yield text.slice(from, found.index);
    from = found.index + found[0].length;
    const [, escaped, bold, code, user, time, style] = found;
    if (escaped !== undefined) yield escaped;
    else if (bold !== undefined) yield wrap("strong", ...inline(bold, nameOf));
    else if (code !== undefined) yield wrap("code", code);
    else if (user !== undefined) yield mention(nameOf(user));
    else yield timestamp(Number(time), style);
  }
  yield text.slice(from);
}

function wrap(tag, ...children) {
  const element = document.createElement(tag);
  element.append(...children);
  return element;
}

function mention(name) {
  const element = wrap("span", `@${name}`);
  element.className = "mention";
  return element;
}

function timestamp(seconds, style) {
  const element = wrap("time");
  element.dateTime = new Date(seconds * 1000).toISOString();
  element.dataset.relative = style === "R" ? seconds : "";
  element.textContent = style === "R" ? ago(seconds) : new Date(seconds * 1000).toLocaleString();
  return element;
}

export function ago(seconds) {
  const passed = Math.max(0, Math.round(Date.now() / 1000 - seconds));
  if (passed < 60) return `${passed} second${passed === 1 ? "" : "s"} ago`;
  const minutes = Math.round(passed / 60);
  return `${minutes} minute${minutes === 1 ? "" : "s"} ago`;
}
