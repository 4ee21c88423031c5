// Building nodes. Text only ever becomes text nodes.

/**
 * An element: `tag` may have classes ("p.about"), `properties` may be left out. They are attributes where the name has a
 * dash or the element has no such property, and listeners where it begins with "on". Of the children, what is null,
 * false, 0 or empty is left out.
 */
export function el(tag, properties, ...children) {
  if (properties?.constructor !== Object) return el(tag, {}, properties, ...children);
  const [kind, ...classes] = tag.split(".");
  const node = document.createElement(kind);
  if (kind === "button") node.type = "button";
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.includes("-")) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.classList.add(...classes);
  node.append(...there(children));
  return node;
}

function there(children) {
  return children.flat(Infinity).filter(Boolean);
}

/** Has other children. Whoever stood on one with a key stands on the one that has it now. */
export function fill(node, ...children) {
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  node.replaceChildren(...there(children));
  if (held) node.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function drawing(name, size, ...parts) {
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, "aria-hidden": "true", class: name }, ...parts);
}

const ICONS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h17M3 15h17",
  at: "M16 8v5a3 3 0 0 0 5-2 9 9 0 1 0-4 7M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0",
  reply: "M10 5 4 11l6 6M4 11h9a7 7 0 0 1 7 7v1",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  bubble: "M4 5h16v11H11l-5 4v-4H4z",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-4-7zM11 13l9-9",
  down: "M6 9l6 6 6-6",
  thread: "M6 4v9a4 4 0 0 0 4 4h9M15 13l4 4-4 4",
  people: "M12 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M2 20a6.5 6.5 0 0 1 13 0M15 5a3.5 3.5 0 0 1 0 6.5M17.5 14.5A6.5 6.5 0 0 1 22 20",
  check: "M5 12l5 5 9-10",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
  file: "M14 3H6v18h12V7zM14 3v4h4",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  apps: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
  menu: "M4 6h16M4 12h16M4 18h16",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  theme: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  help: "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0",
  link: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

export function icon(name) {
  return drawing("icon", 24, svg("path", { d: ICONS[name] }));
}

/** A button that is an icon; `label` is its name for those who hear it, and for whoever waits above it. */
export function iconButton(sign, label, onclick, { small, ...more } = {}) {
  return el(small ? "button.ghost.small" : "button.ghost", { ariaLabel: label, title: label, onclick, ...more }, icon(sign));
}

/** A link to somewhere else than the page. */
export function link(href, ...words) {
  return el("a", { href, target: "_blank", rel: "noreferrer" }, words);
}

/** What is said in a line of a list, with more of it below. */
export function words(text, more) {
  return el("span.words", el("span", text), more && el("small", more));
}

/** That something goes on. */
export function dots() {
  return el("span.dots", { ariaHidden: true }, el("i"), el("i"), el("i"));
}

/** As Discord has them: a number. */
export function colour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}

/** A face of our own for everybody: a letter on a colour that the name decides; the bot has a brush stroke. */
export function avatar(user = { name: "?" }) {
  const circle = (cx, cy, r, fill) => svg("circle", { cx, cy, r, fill });
  const face = (...parts) => drawing("avatar", 40, ...parts);
  if (user.bot) {
    return face(
      circle(20, 20, 20, "#2b2440"),
      svg("path", { d: "M9 27c5 3 10 1 13-5S29 11 31 9c-1 6-3 11-7 15s-10 6-15 3z", fill: "#f2a65a" }),
      circle(12.5, 15, 2.6, "#6ec5b8"),
      circle(19.5, 10.5, 2.2, "#e4697f"),
      circle(29, 27.5, 2.4, "#7f8cf0"),
    );
  }
  const hue = [...user.name].reduce((sum, letter) => (sum * 89 + letter.codePointAt(0)) % 360, 24);
  const text = { x: 20, y: 26.5, "text-anchor": "middle", "font-size": 18, "font-weight": 600, fill: "#fff" };
  return face(circle(20, 20, 20, `hsl(${hue} 45% 42%)`), svg("text", text, user.name[0]));
}
