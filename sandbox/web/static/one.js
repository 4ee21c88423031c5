// What the roll asks of one message: is it later, goes it on, is it in use, how tall is it.

import { fitted } from "/media.js";

const EPHEMERAL = 1 << 6;
const LINE = 22;
const LETTERS = 100; // in a line
const MEMORY = 50; // the newest so many of a kind count
const TOGETHER = 7 * 60 * 1000;
const BUSY = '[aria-expanded="true"], [aria-busy="true"]';
const kinds = {};

/** The first from `at` to before `end` of which it is so, as it then is of all after it; `end` if none. */
export function firstOf(at, end, isSo) {
  while (at < end) {
    const middle = (at + end) >> 1;
    if (isSo(middle)) end = middle;
    else at = middle + 1;
  }
  return at;
}

/** Whether an id was given later than another. */
export function later(id, other) {
  return id.length === other.length ? id > other : id.length > other.length;
}

export function isBusy(node) {
  const playing = (video) => !video.paused || video === document.pictureInPictureElement;
  return node.contains(document.activeElement) || node.querySelector(BUSY) || [...node.querySelectorAll("video")].some(playing);
}

/** Messages of one author in a row have one head. */
export function goesOn(message, before) {
  if (before?.author.id !== message.author.id || message.interaction_metadata || message.message_reference) return false;
  if ((message.flags ^ before.flags) & EPHEMERAL) return false;
  return new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER;
}

/** Of a record {message, height}: as it was measured, else what is known and what others of its kind had besides. */
export function heightOf(one) {
  return one.height || Math.max(LINE, known(one) + one.kind.rest);
}

export function learnHeight(one, height) {
  if (Math.abs(height - one.height) < 1) return;
  one.height = height;
  const rest = height - known(one);
  one.kind.rest += (rest - one.kind.rest) / Math.min(++one.kind.count, MEMORY);
}

function known(one) {
  if (one.kind) return one.known;
  const { flags, type, content, embeds, attachments, components } = one.message;
  const lines = content.split("\n").reduce((sum, line) => sum + (Math.ceil(line.length / LETTERS) || 1), 0);
  const alone = attachments.length === 1 && fitted(attachments[0]);
  one.known = LINE * lines + (alone ? alone.height : 0);
  one.kind = kinds[[flags, type, embeds.length, attachments.length, components.length]] ??= { rest: 16, count: 0 };
  return one.known;
}
