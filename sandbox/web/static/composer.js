// The line at the foot: plain messages with files, replies, and the way into slash commands.

import { act, here, uploads } from "/api.js";
import { CommandLine } from "/command.js";
import { el, fill, icon, iconButton } from "/dom.js";
import { forget, isHere, keep, kept } from "/drafts.js";
import { catchFiles, chooser } from "/files.js";
import { slashCommands } from "/offered.js";
import { people } from "/selects.js";
import { channelNow, heard, nameOf } from "/state.js";
import { Suggestions } from "/suggest.js";
import { asTyped } from "/typed.js";
import { tellTyping } from "/typing.js";

const MOST_FILES = 10;

const suggestions = new Suggestions();
const typing = { oninput: typed, onkeydown: keyed, onblur: (event) => suggestions.left(line, event) };
const line = el("textarea", { rows: 1, id: "line", maxLength: 2000, ariaAutoComplete: "list", ...typing });
const input = chooser("Files to send", MOST_FILES, addFiles);
const attach = iconButton("plus", "Attach files", () => input.click());
const send = iconButton("send", "Send", null, { type: "submit" });
const entry = el("div.entry", line);
const replying = el("div.replying", { hidden: true });
const picked = el("ul.previews", { ariaLabel: "Files to send", hidden: true });
const error = el("p.composer-error", { role: "alert" });
const bar = el("div.bar", attach, input, suggestions.node, entry, send);
const form = el("form.composer", { onsubmit: submit }, replying, picked, bar, error);

let files = [];
let rest = []; // of them, when the command has had its own
let reply = null;
let command = null;
let busy = false;

export function showComposer() {
  document.querySelector("#foot").append(form);
  catchFiles(document.querySelector("#room"), addFiles);
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
    line.placeholder = line.ariaLabel = `Message ${guild ? "#" : "@"}${name}`;
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
  if (line.value !== `/${text}` || command) return;
  const whole = asTyped(line.value, commands);
  if (whole && text.length > whole.command.name.length) return startTyped(whole);
  const found = commands.filter((one) => one.name.startsWith(text.trimStart().toLowerCase()));
  const show = (one) => ({ label: `/${one.name}`, description: one.description, picture: icon("apps"), pick: () => startCommand(one) });
  if (found.length) suggestions.show(line, "Commands of Atelier", found.map(show));
  else suggestions.hide(line);
}

function offerMentions() {
  const before = line.value.slice(0, line.selectionStart);
  const [, begun] = /(?:^|\s)@(\w*)$/.exec(before) ?? [];
  if (begun === undefined) return suggestions.hide(line);
  const pick = (name) => {
    line.setRangeText(`@${name} `, before.length - begun.length - 1, before.length, "end");
    save();
    suggestions.hide(line);
  };
  const found = people().filter(({ label }) => label.toLowerCase().startsWith(begun.toLowerCase()));
  return suggestions.show(line, "Members", found.map((one) => ({ ...one, pick: () => pick(one.label) })));
}

function keyed(event) {
  if (suggestions.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  else if (event.key === "Escape" && reply) stopReply();
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
  attach.hidden = picked.hidden = true;
  rest = command.addFiles(files);
  if (begun) command.fill(begun);
  else command.begin();
  save();
}

function startTyped(meant) {
  startCommand(meant.command, meant);
  command.begin();
}

function leaveCommand() {
  if (!command) return;
  command = null;
  suggestions.hide();
  entry.replaceChildren(line);
  attach.hidden = false;
  setFiles(files);
  line.value = "";
  error.textContent = "";
  line.focus();
  save();
}

// -- replies and files

function startReply(message, pinging = true) {
  leaveCommand();
  const ping = el("button.ping", { title: "Mention them", onclick: () => mention(!reply.ping) });
  const mention = (on) => {
    reply = { message, ping: on };
    ping.ariaPressed = on;
    ping.textContent = on ? "@ On" : "@ Off";
    save();
  };
  mention(pinging);
  const shut = iconButton("close", "Do not reply", stopReply);
  fill(replying, el("span", "Replying to ", el("b", nameOf(message.author.id))), ping, shut);
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
  fill(picked, files.map(preview));
}

function preview(file) {
  file.shownAs ??= file.name;
  const address = URL.createObjectURL(file);
  const forget = () => URL.revokeObjectURL(address);
  const picture = file.type.startsWith("image/") ? el("img", { src: address, alt: "", onload: forget }) : icon("file");
  const veil = iconButton("eye", `Mark ${file.name} as a spoiler`, () => {
    file.shownAs = file.shownAs === file.name ? `SPOILER_${file.name}` : file.name;
    show();
  });
  const show = () => (veil.ariaPressed = file.shownAs !== file.name);
  const shut = iconButton("trash", `Remove ${file.name}`, () => setFiles(files.filter((one) => one !== file)));
  show();
  return el("li", el("div.frame", picture), el("span.cut", file.name), el("div.preview-tools", veil, shut));
}

// -- sending

async function submit(event) {
  event.preventDefault();
  if (busy) return;
  busy = true;
  form.ariaBusy = true;
  error.textContent = "";
  try {
    if (command) await use(command);
    else await say();
  } catch (problem) {
    error.textContent = problem.message;
  } finally {
    busy = false;
    form.ariaBusy = false;
  }
}

/** One may look elsewhere meanwhile. */
async function use(sent) {
  const place = here();
  await sent.send();
  forget(place);
  if (command !== sent) return;
  files = rest;
  leaveCommand();
}

async function say() {
  const place = here();
  const text = line.value.trim();
  if (!text && !files.length) return;
  const meant = text.startsWith("/") && !reply && !files.length && asTyped(text, await slashCommands());
  if (meant) return startTyped(meant);
  const to = reply ? { reply_to: reply.message.id, ping: reply.ping } : {};
  await act("/say", { ...place, text, uploads: await uploads(files), ...to });
  forget(place);
  if (!isHere(place)) return;
  line.value = "";
  setFiles([]);
  stopReply();
}
