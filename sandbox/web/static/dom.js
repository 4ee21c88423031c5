// Building nodes. Text only ever becomes text nodes.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (or attributes, where the name has a dash or the element has no such property). */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.includes("-")) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
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
  const paint = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2" };
  const ends = { "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true", class: "icon" };
  return svg("svg", { ...paint, ...ends }, svg("path", { d: ICONS[name] }));
}

/** That something goes on. */
export function dots() {
  return el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}

/** A face of our own for everybody: a letter on a colour that the name decides; the bot has a brush stroke. */
export function avatar(user) {
  const hue = [...user.name].reduce((sum, letter) => (sum * 89 + letter.codePointAt(0)) % 360, 24);
  const face = svg("svg", { viewBox: "0 0 40 40", class: "avatar", "aria-hidden": "true" });
  if (user.bot) {
    face.append(
      svg("circle", { cx: 20, cy: 20, r: 20, fill: "#2b2440" }),
      svg("path", { d: "M9 27c5 3 10 1 13-5S29 11 31 9c-1 6-3 11-7 15s-10 6-15 3z", fill: "#f2a65a" }),
      svg("circle", { cx: 12.5, cy: 15, r: 2.6, fill: "#6ec5b8" }),
      svg("circle", { cx: 19.5, cy: 10.5, r: 2.2, fill: "#e4697f" }),
      svg("circle", { cx: 29, cy: 27.5, r: 2.4, fill: "#7f8cf0" }),
    );
    return face;
  }
  const letter = { x: 20, y: 26.5, "text-anchor": "middle", "font-size": 18, "font-weight": 600, fill: "#fff" };
  const text = svg("text", letter);
  text.textContent = user.name[0];
  face.append(svg("circle", { cx: 20, cy: 20, r: 20, fill: `hsl(${hue} 45% 42%)` }), text);
  return face;
}
