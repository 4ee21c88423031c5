// The line at the foot: plain messages with files, replies, and the way into slash commands.

import { act, here, uploads } from "/api.js";
import { CommandLine } from "/command.js";
import { avatar, el, icon } from "/dom.js";
import { forget, isHere, keep, kept } from "/drafts.js";
import { catchFiles } from "/files.js";
import { slashCommands } from "/offered.js";
import { channelNow, heard, members, nameOf } from "/state.js";
import { Suggestions } from "/suggest.js";
import { tellTyping } from "/typing.js";

const MOST_FILES = 10;

const suggestions = new Suggestions();
const line = el("textarea", { rows: 1, id: "line", maxLength: 2000, "aria-autocomplete": "list" });
const chooser = el("input", { type: "file", multiple: true, hidden: true, tabIndex: -1, "aria-label": "Files to send" });
const attach = el("button", { type: "button", class: "ghost", "aria-label": "Attach files", title: "Attach files" }, icon("plus"));
const send = el("button", { type: "submit", class: "ghost", "aria-label": "Send", title: "Send" }, icon("send"));
const entry = el("div", { class: "entry" }, line);
const replying = el("div", { class: "replying", hidden: true });
const picked = el("ul", { class: "previews", "aria-label": "Files to send", hidden: true });
const error = el("p", { class: "composer-error", role: "alert" });
const form = el("form", { class: "composer" }, replying, picked, el("div", { class: "bar" }, attach, chooser, suggestions.node, entry, send), error);

let files = [];
let reply = null;
let command = null;
let busy = false;

export function showComposer() {
  document.querySelector("#foot").append(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  line.addEventListener("input", typed);
  line.addEventListener("keydown", keyed);
  line.addEventListener("blur", (event) => suggestions.left(line, event));
  attach.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    addFiles([...chooser.files]);
    chooser.value = "";
  });
  catchFiles(form, addFiles);
  heard("reply", (message) => {
    startReply(message);
    line.focus();
  });
  heard("moved", () => {
    const draft = kept(); // what goes now would take it along
    leaveCommand();
    stopReply();
    setFiles([]);
    line.value = "";
    const { name, guild } = channelNow();
    line.placeholder = `Message ${guild ? "#" : "@"}${name}`;
    line.ariaLabel = line.placeholder;
    restore(draft);
  });
  heard("locale", leaveCommand);
}

async function typed() {
  error.textContent = "";
  const text = line.value;
  tellTyping(text);
  save();
  if (text.startsWith("/") && !text.includes("\n")) await offerCommands(text.slice(1));
  else offerMentions();
}

async function offerCommands(text) {
  suggestions.await(line);
  const commands = await slashCommands();
  if (line.value !== `/${text}`) return;
  const found = commands.filter((one) => one.name.startsWith(text.trimStart().toLowerCase()));
  const show = (one) => ({ label: `/${one.name}`, description: one.description, picture: icon("apps"), pick: () => startCommand(one) });
  suggestions.show(line, "Commands of Atelier", found.map(show));
}

function offerMentions() {
  const before = line.value.slice(0, line.selectionStart);
  const word = /(?:^|\s)@(\w*)$/.exec(before);
  if (!word) return suggestions.hide(line);
  const found = members().filter((user) => user.name.toLowerCase().startsWith(word[1].toLowerCase()));
  const pick = (user) => {
    line.setRangeText(`@${user.name} `, before.length - word[1].length - 1, before.length, "end");
    save();
    suggestions.hide(line);
  };
  return suggestions.show(line, "Members", found.map((user) => ({ label: user.name, picture: avatar(user), pick: () => pick(user) })));
}

function keyed(event) {
  if (suggestions.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape" && reply) stopReply();
}

// -- drafts

function save() {
  const to = reply && { id: reply.message.id, author: { id: reply.message.author.id } };
  keep({ text: command ? "" : line.value, reply: to && { to, ping: reply.ping }, command: command?.kept() });
}

async function restore(draft) {
  keep(draft);
  line.value = draft.text ?? "";
  if (draft.reply) startReply(draft.reply.to, draft.reply.ping);
  if (!draft.command) return;
  const place = here();
  const found = (await slashCommands()).find((one) => one.path === draft.command.path);
  if (found && isHere(place) && !command && !line.value) startCommand(found, draft.command);
}

// -- slash commands

/** `begun`: what had been filled in. */
function startCommand(chosen, begun) {
  suggestions.hide();
  command = new CommandLine(chosen, { suggestions, leave: leaveCommand, submit, changed: save });
  entry.replaceChildren(command.node);
  form.classList.add("commanding");
  attach.hidden = true;
  picked.hidden = true;
  if (begun) command.fill(begun);
  else command.begin();
  save();
}

function leaveCommand() {
  if (!command) return;
  command = null;
  suggestions.hide();
  entry.replaceChildren(line);
  form.classList.remove("commanding");
  attach.hidden = false;
  picked.hidden = !files.length;
  line.value = "";
  error.textContent = "";
  line.focus();
  save();
}

// -- replies and files

function startReply(message, pinging = true) {
  leaveCommand();
  const ping = el("button", { type: "button", class: "ping", title: "Mention them", onclick: () => mention(!reply.ping) });
  const mention = (on) => {
    reply = { message, ping: on };
    ping.ariaPressed = String(on);
    ping.textContent = on ? "@ On" : "@ Off";
    save();
  };
  mention(pinging);
  const shut = el("button", { type: "button", class: "ghost", "aria-label": "Do not reply", onclick: stopReply }, icon("close"));
  replying.replaceChildren(el("span", {}, "Replying to ", el("b", {}, nameOf(message.author.id))), ping, shut);
  replying.hidden = false;
}

function stopReply() {
  reply = null;
  replying.hidden = true;
  save();
}

function addFiles(added) {
  if (command) command.addFiles(added);
  else setFiles([...files, ...added].slice(0, MOST_FILES));
}

function setFiles(now) {
  files = now;
  picked.hidden = !files.length;
  picked.replaceChildren(...files.map(preview));
}

function preview(file) {
  file.shownAs ??= file.name;
  const address = URL.createObjectURL(file);
  const forget = () => URL.revokeObjectURL(address);
  const picture = file.type.startsWith("image/") ? el("img", { src: address, alt: "", onload: forget }) : icon("file");
  const veil = el("button", { type: "button", class: "ghost", "aria-label": `Mark ${file.name} as a spoiler`, "aria-pressed": String(file.shownAs !== file.name) }, icon("eye"));
  veil.addEventListener("click", () => {
    file.shownAs = file.shownAs === file.name ? `SPOILER_${file.name}` : file.name;
    veil.ariaPressed = String(file.shownAs !== file.name);
    node.classList.toggle("is-spoiler", file.shownAs !== file.name);
  });
  const remove = () => setFiles(files.filter((one) => one !== file));
  const shut = el("button", { type: "button", class: "ghost", "aria-label": `Remove ${file.name}`, onclick: remove }, icon("trash"));
  const node = el("li", {}, el("div", { class: "frame" }, picture), el("span", { class: "cut" }, file.name), el("div", { class: "preview-tools" }, veil, shut));
  return node;
}

// -- sending

async function submit() {
  if (busy) return;
  busy = true;
  form.ariaBusy = "true";
  error.textContent = "";
  try {
    if (command) await use(command);
    else await say();
  } catch (problem) {
    error.textContent = problem.message;
  } finally {
    busy = false;
    form.ariaBusy = "false";
  }
}

/** One may look elsewhere meanwhile. */
async function use(sent) {
  const place = here();
  await sent.send();
  forget(place);
  if (command === sent) leaveCommand();
}

async function say() {
  const place = here();
  const text = line.value.trim();
  if (!text && !files.length) return;
  const to = reply ? { reply_to: reply.message.id, ping: reply.ping } : {};
  await act("/say", { ...place, text, uploads: await uploads(files), ...to });
  forget(place);
  if (!isHere(place)) return;
  line.value = "";
  setFiles([]);
  stopReply();
}
