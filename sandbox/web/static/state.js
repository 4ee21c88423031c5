// Who looks, at what, and the names of everything that is known by id.

import { get } from "/api.js";

export const state = { world: null, who: "", channel: "" };
const bus = new EventTarget();

export function tell(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

export function heard(name, listener) {
  bus.addEventListener(name, ({ detail }) => listener(detail));
}

/** Learns the world and begins where the address says, else where one was last, else where the page was told to begin. */
export async function begin() {
  state.world = await get("/world");
  visit(location.search || (localStorage.place ?? ""));
}

addEventListener("popstate", () => visit(location.search));

function visit(address) {
  const asked = new URLSearchParams(address);
  const { first, people } = state.world;
  const [before, named] = [state.who, asked.get("channel") ?? ""];
  state.who = people.find((user) => user.name === asked.get("who"))?.name ?? first.who;
  const place = everywhere().find((channel) => (channel.direct ? "@" : channel.name) === named);
  move({ channel: place?.id ?? first.channel }, "replaceState", before);
}

/** Somebody or some place is new. */
export async function learn() {
  state.world = await get("/world");
  tell("learned");
}

/** Look as somebody else, or at another channel: where that cannot be seen, at the first that can. */
export function move({ who = state.who, channel = state.channel }, how = "pushState", before = state.who) {
  const changed = who !== before;
  state.who = who;
  const seen = everywhere();
  const here = placeOf(channel) ?? seen.find((place) => place.direct) ?? seen[0];
  state.channel = here.id;
  const address = new URLSearchParams({ who, channel: here.direct ? "@" : here.name });
  if (location.search !== `?${address}`) history[how](null, "", `?${address}`);
  localStorage.place = address;
  tell("moved", { changed });
}

export function me() {
  return state.world.people.find((user) => user.name === state.who);
}

export function bot() {
  return user(state.world.bot);
}

export function user(id) {
  return state.world.people.find((known) => known.id === id);
}

export function nameOf(id) {
  return user(id)?.name ?? "somebody";
}

export function guilds() {
  return state.world.guilds.filter((guild) => guild.members.includes(me().id));
}

/** Channels and threads of the servers the person is in. */
export function places() {
  return guilds().flatMap((guild) => guild.channels.flatMap((channel) => [channel, ...channel.threads].map((one) => ({ ...one, guild }))));
}

/** The direct messages with the bot, and the channels between people. */
export function personal() {
  const id = state.world.direct[me().id];
  const groups = state.world.private.filter((channel) => channel.people.includes(me().id));
  return [...(id ? [{ id, name: bot().name, direct: true, people: [me().id, state.world.bot] }] : []), ...groups];
}

function everywhere() {
  return [...places(), ...personal()];
}

function placeOf(id) {
  return everywhere().find((place) => place.id === id);
}

export function channelNow() {
  return placeOf(state.channel);
}

export function guildNow() {
  return channelNow().guild ?? null;
}

export function members() {
  return (guildNow()?.members ?? channelNow().people).map(user);
}

/** What somebody is in a server, or between people. */
export function rank(user, guild) {
  if (user.bot) return "app";
  if (guild?.owner === user.id) return "owner";
  return guild?.moderators.includes(user.id) ? "moderator" : "member";
}

export function roles() {
  return (guildNow()?.roles ?? []).filter((role) => role.name !== "@everyone");
}

export function channelName(id) {
  return placeOf(id)?.name;
}

export function roleName(id) {
  return state.world.guilds.flatMap((guild) => guild.roles).find((role) => role.id === id)?.name;
}
