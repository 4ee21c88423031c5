import { ago, render } from "/markdown.js";

const LOADING = 128;
const EPHEMERAL = 64;
const channel = document.querySelector("#channel");
const form = document.querySelector("#imagine");
const names = new Map();

const events = new EventSource("/events");
events.onmessage = ({ data }) => {
  const event = JSON.parse(data);
  const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 80;
  if (event.kind === "all") {
    for (const [id, name] of Object.entries(event.names)) names.set(id, name);
    channel.replaceChildren(...event.messages.map(messageNode));
  }
  else if (event.kind === "delete") place(event.message.id)?.remove();
  else {
    const node = messageNode(event.message);
    const before = place(event.message.id);
    if (before) before.replaceWith(node);
    else channel.append(node);
  }
  if (atEnd) scrollTo(0, document.body.scrollHeight);
};

function place(id) {
  return document.getElementById(`m${id}`);
}

function messageNode(message) {
  const node = element("article", { id: `m${message.id}` });
  const name = nameOf(message.author.id);
  node.append(element("span", { className: "avatar", textContent: name[0], ariaHidden: "true" }));
  const body = element("div", { className: "body" });
  if (message.interaction_metadata) {
    const by = nameOf(message.interaction_metadata.user.id);
    body.append(element("div", { className: "used", textContent: `${by} used /${message.interaction?.name ?? "…"}` }));
  }
  const head = element("div", { className: "head" });
  head.append(element("strong", { textContent: name }));
  if (message.author.bot) head.append(element("span", { className: "app", textContent: "APP" }));
  head.append(element("time", { textContent: new Date(message.timestamp).toLocaleTimeString() }));
  if (message.edited_timestamp) head.append(element("small", { textContent: "(edited)" }));
  body.append(head);
  if (message.flags & LOADING) body.append(element("em", { textContent: "thinking …" }));
  else body.append(render(message.content, nameOf));
  body.append(gallery(message.attachments), buttons(message));
  if (message.flags & EPHEMERAL) body.append(element("small", { textContent: "Only you can see this" }));
  node.append(body);
  return node;
}

function gallery(attachments) {
  const node = element("div", { className: "gallery" });
  for (const attachment of attachments) {
    if (attachment.content_type?.startsWith("video/")) {
      node.append(element("video", { src: attachment.url, controls: true, title: attachment.description ?? "" }));
      continue;
    }
    const link = element("a", { href: attachment.url, target: "_blank", rel: "noreferrer" });
    const picture = { src: attachment.url, alt: attachment.description ?? attachment.filename };
    link.append(element("img", { ...picture, width: attachment.width ?? 256, height: attachment.height ?? 256 }));
    node.append(link);
  }
  return node;
}

function buttons(message) {
  const node = element("div", { className: "buttons" });
  for (const row of message.components ?? []) {
    for (const button of row.components ?? []) {
      const pressed = () => post("/click", { message: message.id, custom_id: button.custom_id });
      node.append(element("button", { type: "button", textContent: button.label ?? "", onclick: pressed }));
    }
  }
  return node;
}

function nameOf(id) {
  return names.get(id) ?? "somebody";
}

function element(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const error = (await answer.json()).error ?? "";
  form.querySelector("output").textContent = error;
  return !error;
}

async function fill(name, query) {
  const select = form.elements[name];
  const { choices } = await (await fetch(`/choices?option=${name}&${query}`)).json();
  const options = choices.map((choice) => element("option", { value: choice.value, textContent: choice.name }));
  select.replaceChildren(element("option", { value: "", textContent: "default" }), ...options);
}

form.elements.model.onchange = () => fill("aspect", `model=${form.elements.model.value}`);
form.onsubmit = async (event) => {
  event.preventDefault();
  const { prompt, model, aspect, count } = form.elements;
  const accepted = await post("/imagine", {
    prompt: prompt.value,
    model: model.value,
    aspect: aspect.value,
    count: Number(count.value),
    private: form.elements.private.checked,
  });
  if (accepted) prompt.value = "";
};
setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    if (time.dataset.relative) time.textContent = ago(Number(time.dataset.relative));
  }
}, 1000);
fill("model", "").then(() => fill("aspect", ""));
