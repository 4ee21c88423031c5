// A slash command while it is filled in: a chip for each option, the others a press away.

import { act, here, interact, uploads } from "/api.js";
import { avatar, el, icon } from "/dom.js";
import { filesOf, picker } from "/files.js";
import { local } from "/offered.js";
import { members, places, roles } from "/state.js";

const [STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE] = [3, 4, 5, 6, 7, 8, 9, 10, 11];
const PAUSE = 120;

const people = () => members().map((user) => ({ name: user.name, value: { $user: user.id }, picture: avatar(user) }));
const named = (records, key, sign) => records.map((one) => ({ name: one.name, value: { [key]: one.id }, picture: icon(sign) }));
const RECORDS = {
  [USER]: people,
  [ROLE]: () => named(roles(), "$role", "at"),
  [MENTIONABLE]: () => [...people(), ...named(roles(), "$role", "at")],
  [CHANNEL]: () => named(places(), "$channel", "hash"),
  [BOOLEAN]: () => [{ name: "True", value: true }, { name: "False", value: false }],
};

export class CommandLine {
  /** `on`: {suggestions, leave(), submit(), changed()}. */
  constructor(command, on) {
    this.command = command;
    this.on = on;
    this.chips = [];
    this.more = el("div", { class: "more-options" });
    const name = el("span", { class: "command-name" }, `/${command.name}`);
    const shut = el("button", { type: "button", class: "ghost small", "aria-label": "Leave the command", onclick: on.leave }, icon("close"));
    this.line = el("div", { class: "chips" }, name);
    this.node = el("div", { class: "command-line", role: "group", "aria-label": `/${command.name}` }, el("div", { class: "command-row" }, this.line, shut), this.more);
    for (const option of command.options) if (option.required) this.#add(option);
    this.#offerMore();
    this.node.addEventListener("keydown", (event) => this.#key(event));
    this.node.addEventListener("input", on.changed);
  }

  /** What is filled in so far, without files. */
  kept() {
    const chips = this.chips.filter((chip) => chip.input);
    return { path: this.command.path, options: chips.map(({ option, input, picked }) => [option.name, input.value, picked?.value ?? null]) };
  }

  /** With what was kept. */
  fill({ options }) {
    for (const [name, text, value] of options) {
      const option = this.command.options.find((one) => one.name === name);
      if (!option) continue;
      const chip = this.#chip(name) ?? this.#add(option);
      chip.input.value = text;
      chip.picked = value === null ? null : { name: text, value };
    }
  }

  begin() {
    if (this.chips.length) this.chips[0].focus();
    else {
      this.node.tabIndex = -1;
      this.node.focus();
    }
  }

  /** Dropped or pasted files go to the options that take files, in order. */
  addFiles(files) {
    const options = this.command.options.filter((option) => option.type === FILE);
    for (const file of files) {
      const free = options.find((option) => !this.#chip(option.name)?.filled());
      if (!free) return;
      (this.#chip(free.name) ?? this.#add(free)).take([file]);
    }
  }

  /** Raises what is missing, which is marked. */
  async send() {
    const place = here();
    const wrong = this.chips.filter((chip) => !chip.check());
    if (wrong.length) {
      wrong[0].focus();
      throw new Error(`${wrong[0].name}: ${wrong[0].problem()}`);
    }
    const options = {};
    for (const chip of this.chips) if (chip.filled()) options[chip.option.name] = await chip.value();
    await interact("/slash", { ...place, command: this.command.path, options });
  }

  #chip(name) {
    return this.chips.find((chip) => chip.option.name === name);
  }

  #add(option) {
    const chip = option.type === FILE ? new FileChip(option, this) : new TextChip(option, this);
    this.chips.push(chip);
    this.line.append(chip.node);
    this.#offerMore();
    this.on.changed();
    return chip;
  }

  remove(chip) {
    this.chips = this.chips.filter((one) => one !== chip);
    chip.node.remove();
    this.#offerMore();
    this.on.changed();
    (this.chips.at(-1) ?? this.node).focus();
  }

  /** After an option was chosen: the next one that has to be filled in. */
  next() {
    this.chips.find((chip) => chip.option.required && !chip.filled())?.focus();
  }

  #offerMore() {
    const rest = this.command.options.filter((option) => !this.#chip(option.name));
    const chip = (option) =>
      el("button", { type: "button", class: "more-option", title: local(option, "description"), onclick: () => this.#add(option).focus() }, local(option, "name"));
    this.more.replaceChildren(...(rest.length ? [el("span", {}, "Options"), ...rest.map(chip)] : []));
  }

  /** What the other options are so far, for what is offered for this one. */
  filledIn(except) {
    const others = this.chips.filter((chip) => chip !== except && chip.option.type !== FILE && chip.filled() && !chip.problem());
    return Object.fromEntries(others.map((chip) => [chip.option.name, chip.now()]));
  }

  #key(event) {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") this.on.leave();
    else if (event.key === "Enter" && !event.shiftKey && event.target.localName !== "button") this.on.submit();
    else return;
    event.preventDefault();
  }
}

class TextChip {
  constructor(option, line) {
    this.option = option;
    this.line = line;
    this.name = local(option, "name");
    this.picked = null;
    this.asked = 0;
    const lists = Boolean(option.autocomplete || option.choices || RECORDS[option.type]);
    const common = { id: `option-${option.name}`, "aria-label": this.name, title: local(option, "description"), autocomplete: "off" };
    const box = lists ? { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" } : {};
    const long = option.type === STRING && !lists;
    const numeric = option.type === INTEGER || option.type === NUMBER ? { inputMode: "decimal" } : {};
    this.input = long ? el("textarea", { ...common, rows: 1 }) : el("input", { ...common, ...box, ...numeric, type: "text" });
    this.node = el("label", { class: "chip" }, el("span", { class: "chip-name" }, this.name), this.input);
    this.input.addEventListener("input", () => {
      this.picked = null;
      this.check();
      this.suggest();
    });
    const { suggestions } = this.line.on;
    this.input.addEventListener("focus", () => suggestions.owner !== this.input && this.suggest());
    this.input.addEventListener("blur", (event) => {
      suggestions.left(this.input, event);
      this.check();
    });
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  focus() {
    this.input.focus();
  }

  filled() {
    return Boolean(this.input.value.trim());
  }

  now() {
    if (this.picked) return this.picked.value;
    const text = this.input.value.trim();
    return this.option.type === INTEGER || this.option.type === NUMBER ? Number(text) : text;
  }

  value() {
    return this.now();
  }

  problem() {
    const { type, required, choices, min_value: least, max_value: most } = this.option;
    const text = this.input.value.trim();
    if (!text) return required ? "This option is required." : null;
    if (!this.picked && (choices || RECORDS[type])) return "Choose one of the list.";
    if (type === INTEGER && !/^-?\d+$/.test(text)) return "A whole number is needed.";
    if (type === NUMBER && Number.isNaN(Number(text))) return "A number is needed.";
    if ((least !== undefined && this.now() < least) || (most !== undefined && this.now() > most)) return `From ${least ?? "…"} to ${most ?? "…"}.`;
    const long = this.option.max_length;
    return long && text.length > long ? `At most ${long} characters.` : null;
  }

  check() {
    const problem = this.problem();
    this.node.classList.toggle("wrong", Boolean(problem && this.filled()));
    this.input.ariaInvalid = String(Boolean(problem && this.filled()));
    return !problem;
  }

  async suggest() {
    const asked = (this.asked += 1);
    this.line.on.suggestions.await(this.input);
    const head = [el("b", {}, this.name), " ", local(this.option, "description")];
    const choices = await this.#choices(asked);
    if (asked !== this.asked || document.activeElement !== this.input) return;
    this.line.on.suggestions.show(this.input, head, choices.map((choice) => this.#entry(choice)));
  }

  async #choices(asked) {
    const typed = this.picked ? "" : this.input.value.trim();
    const fitting = (list) => list.filter((choice) => choice.name.toLowerCase().includes(typed.toLowerCase()));
    if (this.option.choices) return fitting(this.option.choices.map((choice) => ({ ...choice, name: local(choice, "name") })));
    if (RECORDS[this.option.type]) return fitting(RECORDS[this.option.type]());
    if (!this.option.autocomplete) return [];
    if (asked > 1) await new Promise((done) => setTimeout(done, PAUSE));
    if (asked !== this.asked) return [];
    const { option, line } = this;
    const body = { command: line.command.path, option: option.name, typed, values: line.filledIn(this) };
    return act("/autocomplete", body).then(({ choices }) => choices, () => []);
  }

  #entry(choice) {
    const pick = () => {
      this.input.value = choice.name;
      this.picked = choice;
      this.asked += 1;
      this.check();
      this.line.on.suggestions.hide(this.input);
      this.line.on.changed();
      this.line.next();
    };
    return { label: choice.name, picture: choice.picture, pick };
  }

  #key(event) {
    if (this.line.on.suggestions.key(event)) return;
    if (event.key === "Backspace" && !this.input.value && !this.option.required) {
      event.preventDefault();
      this.line.remove(this);
    }
  }
}

class FileChip {
  constructor(option, line) {
    this.option = option;
    this.line = line;
    this.name = local(option, "name");
    const changed = () => this.check();
    this.files = picker({ id: `option-${option.name}`, label: this.name, most: 1, changed });
    this.node = el("div", { class: "chip file-chip" }, el("span", { class: "chip-name" }, this.name), this.files.node);
    if (!option.required) {
      const remove = () => line.remove(this);
      this.node.append(el("button", { type: "button", class: "ghost small", "aria-label": `Without ${this.name}`, onclick: remove }, icon("close")));
    }
  }

  focus() {
    this.files.button.focus();
  }

  take(files) {
    this.files.add(files);
  }

  filled() {
    return filesOf(this.files.node).length > 0;
  }

  async value() {
    return (await uploads(filesOf(this.files.node)))[0];
  }

  problem() {
    return this.option.required && !this.filled() ? "This option takes a file." : null;
  }

  check() {
    return !this.problem();
  }
}
