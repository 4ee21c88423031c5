// Asking the sandbox. What it refuses is an Error with its sentence.

import { state, tell } from "/state.js";

async function ask(path, query, options) {
  const response = await fetch(query ? `${path}?${new URLSearchParams(query)}` : path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? "The sandbox does not answer.");
  return body;
}

function post(path, query, type, body) {
  return ask(path, query, { method: "POST", headers: { "Content-Type": type }, body });
}

export { ask as get };

export function here() {
  return { who: state.who, channel: state.channel };
}

/** One thing the person does, here. */
export function act(path, body) {
  return post(path, null, "application/json", JSON.stringify({ ...here(), ...body }));
}

/** The names under which what is done next finds the files. */
export async function uploads(files) {
  const kept = [];
  for (const file of files) {
    const { upload } = await post("/upload", { name: file.shownAs ?? file.name }, "application/octet-stream", file);
    kept.push({ $upload: upload });
  }
  return kept;
}

/** Like `act`, and the form that may be the answer opens; what was done is told. */
export async function interact(path, body) {
  const answer = await act(path, body);
  tell("acted", { path, body });
  if (answer.modal) tell("form", answer);
  return answer;
}

/** Does what may be refused, which is told. */
export async function attempt(deed) {
  try {
    await deed();
  } catch (error) {
    tell("trouble", error.message);
  }
}
