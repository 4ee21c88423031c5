// The side: servers with their channels, the direct messages, and who looks.

import { act, attempt } from "/api.js";
import { avatar, el, fill, icon } from "/dom.js";
import { openList } from "/popover.js";
import { sheet } from "/sheet.js";
import { channelName, channelNow, guilds, heard, learn, me, move, personal, rank, state, tell } from "/state.js";

const side = document.querySelector("#places");
const unread = new Set();

export function showPlaces() {
  const unfold = document.querySelector("#unfold");
  unfold.append(icon("menu"));
  heard("moved", ({ changed }) => {
    if (changed) unread.clear();
    unread.delete(state.channel);
    render();
  });
  sheet(unfold, side);
  heard("elsewhere", async (id) => {
    if (!channelName(id)) await learn();
    unread.add(id);
    render();
  });
  heard("learned", render);
}

function render() {
  const groups = guilds().map((guild) => group(guild.name, guild.channels));
  fill(side, el("div.lists", groups, group("Direct messages", personal())), person());
  const here = channelNow();
  fill(document.querySelector("#title"), icon(sign(here)), here.name);
  document.title = `${here.guild ? "#" : "@"}${here.name} · Atelier sandbox`;
}

function group(name, channels) {
  const lines = channels.map((channel) => [
    el("li", entry(channel, sign(channel))),
    channel.threads?.map((thread) => el("li.thread", entry(thread, "thread"))),
  ]);
  return el("section", el("h2", name), el("ul", lines));
}

/** The icon of a kind of place. */
function sign(channel) {
  if (channel.direct) return "at";
  return channel.people ? "people" : "hash";
}

function entry({ id, name }, picture) {
  const news = unread.has(id);
  const properties = {
    class: news ? "unread" : "",
    ariaCurrent: id === state.channel ? "page" : null,
    data: { key: id },
    onclick: () => move({ channel: id }),
  };
  return el("button.place", properties, icon(picture), el("span", name), news && el("span.news", { ariaLabel: "unread" }));
}

function person() {
  const who = me();
  const properties = { ariaHasPopup: "listbox", ariaExpanded: false, data: { key: "who" }, title: "Look as somebody else", onclick: others };
  const what = guilds().length ? rank(who, guilds()[0]) : "no member";
  const switcher = el("button.who", properties, avatar(who), el("span.words", el("b", who.name), el("small", what)), icon("down"));
  const locales = [...new Set([...state.world.locales, who.locale])];
  const title = "Language of the client";
  const language = el(
    "select",
    { ariaLabel: title, title, data: { key: "locale" }, onchange: () => speak(language.value) },
    locales.map((value) => el("option", { value, selected: value === who.locale }, value)),
  );
  return el("div.person", switcher, language);
}

function others({ currentTarget: anchor }) {
  const people = state.world.people.filter((user) => !user.bot);
  const entries = people.map((user) => ({ value: user.name, label: user.name, picture: avatar(user), chosen: user.name === state.who }));
  openList({ anchor, label: "Look as", entries, done: ([who]) => move({ who }) });
}

function speak(locale) {
  return attempt(async () => {
    await act("/locale", { locale });
    me().locale = locale;
    tell("locale", locale);
  });
}
