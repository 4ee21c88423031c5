// Asking the sandbox. What it refuses is an Error with its sentence.

import { state, tell } from "/state.js";

async function answered(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? "The sandbox does not answer.");
  return body;
}

export async function get(path, query = {}) {
  const address = Object.keys(query).length ? `${path}?${new URLSearchParams(query)}` : path;
  return answered(await fetch(address));
}

export function here() {
  return { who: state.who, channel: state.channel };
}

/** One thing the person does, here. */
export async function act(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...here(), ...body }),
  });
  return answered(response);
}

/** The name under which what is done next finds the file. */
export async function upload(file, name = file.name) {
  const headers = { "Content-Type": "application/octet-stream" };
  const response = await fetch(`/upload?${new URLSearchParams({ name })}`, { method: "POST", headers, body: file });
  return { $upload: (await answered(response)).upload };
}

export async function uploads(files) {
  const kept = [];
  for (const file of files) kept.push(await upload(file, file.shownAs ?? file.name));
  return kept;
}

/** Like `act`, and the form that may be the answer opens; what was done is told. */
export async function interact(path, body) {
  const answer = await act(path, body);
  tell("acted", { path, body });
  if (answer.modal) tell("form", answer);
  return answer;
}
