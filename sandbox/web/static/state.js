// Who looks, at what, and the names of everything that is known by id.

import { get } from "/api.js";

export const state = { world: null, who: "", channel: "" };
export const bus = new EventTarget();

export function tell(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

export function heard(name, listener) {
  bus.addEventListener(name, ({ detail }) => listener(detail));
}

/** Learns the world and begins where the address says, else where the page was told to begin. */
export async function begin() {
  state.world = await get("/world");
  const asked = new URLSearchParams(location.search);
  const { first } = state.world;
  const who = state.world.people.find((user) => user.name === asked.get("who"))?.name ?? first.who;
  state.who = who;
  const named = asked.get("channel") ?? "";
  const place = named === "@" ? direct() : places().find((channel) => channel.name === named);
  move({ who, channel: place?.id ?? first.channel });
}

/** Look as somebody else, or at another channel. */
export function move({ who = state.who, channel = state.channel }) {
  const changed = who !== state.who;
  state.who = who;
  const known = [...places(), direct()].some((place) => place.id === channel);
  state.channel = known ? channel : direct().id;
  const here = channelNow();
  const address = new URLSearchParams({ who, channel: here.direct ? "@" : here.name });
  history.replaceState(null, "", `?${address}`);
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

export function places() {
  return guilds().flatMap((guild) => guild.channels.map((channel) => ({ ...channel, guild })));
}

/** The direct messages with the bot. */
export function direct() {
  return { id: state.world.direct[me().id], name: bot().name, direct: true };
}

export function channelNow() {
  return [...places(), direct()].find((place) => place.id === state.channel);
}

export function guildNow() {
  return channelNow().guild ?? null;
}

export function members() {
  const ids = guildNow()?.members ?? [me().id, state.world.bot];
  return ids.map(user);
}

export function roles() {
  return (guildNow()?.roles ?? []).filter((role) => role.name !== "@everyone");
}

export function channelName(id) {
  return state.world.guilds.flatMap((guild) => guild.channels).find((channel) => channel.id === id)?.name;
}

export function roleName(id) {
  return state.world.guilds.flatMap((guild) => guild.roles).find((role) => role.id === id)?.name;
}
