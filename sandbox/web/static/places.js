// The side: servers with their channels, the direct messages, and who looks.

import { act } from "/api.js";
import { avatar, el, icon } from "/dom.js";
import { openList } from "/popover.js";
import { channelName, channelNow, guilds, heard, learn, me, move, personal, rank, state, tell } from "/state.js";

const side = document.querySelector("#places");
const unread = new Set();

export function showPlaces() {
  const unfold = document.querySelector("#unfold");
  unfold.append(icon("menu"));
  const unfolded = () => document.body.classList.contains("unfolded");
  unfold.addEventListener("click", () => {
    fold(!unfolded());
    if (unfolded()) side.querySelector("[aria-current]").focus();
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !unfolded()) return;
    fold(false);
    unfold.focus();
  });
  document.querySelector("#room").addEventListener("pointerdown", ({ target }) => !unfold.contains(target) && fold(false));
  heard("moved", ({ changed }) => {
    if (changed) unread.clear();
    unread.delete(state.channel);
    fold(false);
    render();
  });
  heard("elsewhere", async (id) => {
    if (!channelName(id)) await learn();
    unread.add(id);
    render();
  });
  heard("learned", render);
}

function fold(open) {
  document.body.classList.toggle("unfolded", open);
  document.querySelector("#unfold").ariaExpanded = String(open);
}

function render() {
  const focused = side.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const groups = guilds().map((guild) => group(guild.name, guild.channels));
  side.replaceChildren(el("div", { class: "lists" }, groups, group("Direct messages", personal())), person());
  if (focused) side.querySelector(`[data-key="${focused}"]`)?.focus();
  const here = channelNow();
  document.querySelector("#title").replaceChildren(icon(sign(here)), here.name);
  document.title = `${here.guild ? "#" : "@"}${here.name} · Atelier sandbox`;
}

function group(name, channels) {
  const line = (channel, inside) => el("li", { class: inside ? "thread" : "" }, entry(channel, inside));
  const lines = channels.flatMap((channel) => [line(channel), ...(channel.threads ?? []).map((thread) => line(thread, true))]);
  return el("section", {}, el("h2", {}, name), el("ul", {}, lines));
}

/** The icon of a kind of place. */
function sign(channel, inside) {
  if (inside) return "thread";
  if (channel.direct) return "at";
  return channel.people ? "people" : "hash";
}

function entry(channel, inside) {
  const current = channel.id === state.channel;
  const news = unread.has(channel.id);
  return el(
    "button",
    {
      type: "button",
      class: news ? "place unread" : "place",
      "aria-current": current ? "page" : null,
      data: { key: channel.id },
      onclick: () => move({ channel: channel.id }),
    },
    icon(sign(channel, inside)),
    el("span", {}, channel.name),
    news ? el("span", { class: "news", "aria-label": "unread" }) : null,
  );
}

function person() {
  const who = me();
  const members = { class: "who", type: "button", "aria-haspopup": "listbox", "aria-expanded": "false", data: { key: "who" } };
  const switcher = el("button", { ...members, title: "Look as somebody else", onclick: others },
    avatar(who), el("span", { class: "words" }, el("b", {}, who.name), el("small", {}, guilds().length ? rank(who, guilds()[0]) : "no member")), icon("down"));
  const chosen = (locale) => el("option", { value: locale, selected: locale === who.locale }, locale);
  const locales = [...new Set([...state.world.locales, who.locale])];
  const language = el("select", { "aria-label": "Language of the client", title: "Language of the client", data: { key: "locale" } }, locales.map(chosen));
  language.addEventListener("change", () => speak(language.value));
  return el("div", { class: "person" }, switcher, language);
}

function others({ currentTarget: anchor }) {
  const people = state.world.people.filter((user) => !user.bot);
  const entries = people.map((user) => ({ value: user.name, label: user.name, picture: avatar(user), chosen: user.name === state.who }));
  openList({ anchor, label: "Look as", entries, done: ([who]) => move({ who }) });
}

async function speak(locale) {
  try {
    await act("/locale", { locale });
    me().locale = locale;
    tell("locale", locale);
  } catch (error) {
    tell("trouble", error.message);
  }
}
