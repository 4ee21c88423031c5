// A slash command while it is filled in: a chip for each option, the others a press away.

import { act, here, interact, uploads } from "/api.js";
import { el, fill, iconButton } from "/dom.js";
import { filesOf, picker } from "/files.js";
import { FILE, local } from "/offered.js";
import { anybody, channels, people, ranks } from "/selects.js";

const [STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER] = [3, 4, 5, 6, 7, 8, 9, 10];
const PAUSE = 120;
const EITHER = [{ label: "True", value: true }, { label: "False", value: false }];
const RECORDS = { [BOOLEAN]: () => EITHER, [USER]: people, [CHANNEL]: channels, [ROLE]: ranks, [MENTIONABLE]: anybody };

export class CommandLine {
  /** `on`: {suggestions, leave(), submit(event), changed()}. */
  constructor(command, on) {
    this.command = command;
    this.on = on;
    this.chips = [];
    this.more = el("div.more-options");
    const name = `/${command.name}`;
    const shut = iconButton("close", "Leave the command", on.leave, { small: true });
    this.line = el("div.chips", el("span.command-name", name));
    const heard = { onkeydown: (event) => this.#key(event), oninput: on.changed };
    this.node = el("div", { role: "group", ariaLabel: name, tabIndex: -1, ...heard }, el("div.command-row", this.line, shut), this.more);
    for (const option of command.options) if (option.required) this.#add(option);
    this.#offerMore();
  }

  /** What is filled in so far, without files. */
  kept() {
    const chips = this.chips.filter((chip) => chip.input);
    return { path: this.command.path, options: chips.map(({ option, input, picked }) => [option.name, input.value, picked?.value ?? null]) };
  }

  /** With what was kept, or typed. */
  fill({ options }) {
    for (const [name, text, value] of options) {
      const option = this.command.options.find((one) => one.name === name);
      if (option) (this.#chip(name) ?? this.#add(option)).put(text, value);
    }
  }

  /** Where there is something to write. */
  begin() {
    (this.chips.find((chip) => chip.option.required && !chip.filled()) ?? this.chips.at(-1) ?? this.node).focus();
  }

  /** Dropped or pasted files go to the options that take files, in order; comes back with the others. */
  addFiles(files) {
    const rest = [];
    const options = this.command.options.filter((option) => option.type === FILE);
    for (const file of files) {
      const free = options.find((option) => !this.#chip(option.name)?.filled());
      if (free) (this.#chip(free.name) ?? this.#add(free)).take([file]);
      else rest.push(file);
    }
    return rest;
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
    const add = (option) => ({ title: local(option, "description"), onclick: () => this.#add(option).focus() });
    const chips = rest.map((option) => el("button.more-option", add(option), local(option, "name")));
    fill(this.more, rest.length && [el("span", "Options"), chips]);
  }

  /** What the other options are so far, for what is offered for this one. */
  filledIn(except) {
    const others = this.chips.filter((chip) => chip !== except && chip.option.type !== FILE && chip.filled() && !chip.problem());
    return Object.fromEntries(others.map((chip) => [chip.option.name, chip.value()]));
  }

  #key(event) {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") this.on.leave();
    else if (event.key === "Enter" && !event.shiftKey && event.target.localName !== "button") this.on.submit(event);
    else return;
    event.preventDefault();
  }
}

class Chip {
  constructor(option, line) {
    this.option = option;
    this.line = line;
    this.id = `option-${option.name}`;
    this.name = local(option, "name");
  }

  /** `control` is what has the focus. */
  show(tag, control, ...parts) {
    this.control = control;
    this.node = el(tag, el("span.chip-name", this.name), parts);
  }

  focus() {
    this.control.focus();
  }
}

const named = (choices) => choices.map((choice) => ({ label: local(choice, "name"), value: choice.value }));

class TextChip extends Chip {
  constructor(option, line) {
    super(option, line);
    this.picked = null;
    this.asked = 0;
    const { suggestions } = line.on;
    const lists = option.autocomplete || option.choices || RECORDS[option.type];
    this.isNumber = option.type === INTEGER || option.type === NUMBER;
    const properties = {
      id: this.id,
      ariaLabel: this.name,
      title: local(option, "description"),
      autocomplete: "off",
      oninput: () => {
        this.picked = null;
        this.check();
        this.suggest();
      },
      onfocus: () => suggestions.owner !== this.input && this.suggest(),
      onblur: (event) => {
        suggestions.left(this.input, event);
        this.check();
      },
      onkeydown: (event) => this.#key(event),
      ...(lists && { role: "combobox", ariaExpanded: false, ariaAutoComplete: "list" }),
      ...(this.isNumber && { inputMode: "decimal" }),
    };
    this.input = option.type === STRING && !lists ? el("textarea", { ...properties, rows: 1 }) : el("input", { ...properties, type: "text" });
    this.show("label.chip", this.input, this.input);
  }

  get text() {
    return this.input.value.trim();
  }

  /** As it was typed, or chosen where there is a value; what a list has has the value it has there. */
  put(text, value) {
    this.input.value = text;
    const listed = this.#list()?.find(({ label }) => label.toLowerCase() === text.trim().toLowerCase());
    this.picked = (value ?? null) === null ? listed ?? null : { value };
  }

  filled() {
    return this.text !== "";
  }

  value() {
    if (this.picked) return this.picked.value;
    return this.isNumber ? Number(this.text) : this.text;
  }

  problem() {
    const { type, required, choices, min_value: least, max_value: most, max_length: long } = this.option;
    const { text } = this;
    if (!text) return required ? "This option is required." : null;
    if (this.picked) return null;
    if (choices || RECORDS[type]) return "Choose one of the list.";
    if (type === INTEGER && !/^-?\d+$/.test(text)) return "A whole number is needed.";
    if (type === NUMBER && Number.isNaN(Number(text))) return "A number is needed.";
    if (this.value() < least || this.value() > most) return `From ${least ?? "…"} to ${most ?? "…"}.`;
    return text.length > long ? `At most ${long} characters.` : null;
  }

  check() {
    const problem = this.problem();
    const wrong = Boolean(problem && this.text);
    this.node.classList.toggle("wrong", wrong);
    this.input.ariaInvalid = wrong;
    return !problem;
  }

  async suggest() {
    const asked = (this.asked += 1);
    this.line.on.suggestions.await(this.input);
    const head = [el("b", this.name), " ", local(this.option, "description")];
    const choices = await this.#choices(asked);
    if (asked !== this.asked || document.activeElement !== this.input) return;
    this.line.on.suggestions.show(this.input, head, choices.map((choice) => ({ ...choice, pick: () => this.#pick(choice) })));
  }

  async #choices(asked) {
    const { option, line } = this;
    const typed = this.picked ? "" : this.text;
    const list = this.#list();
    if (list) return list.filter((choice) => choice.label.toLowerCase().includes(typed.toLowerCase()));
    if (!option.autocomplete) return [];
    if (asked > 1) await new Promise((done) => setTimeout(done, PAUSE));
    if (asked !== this.asked) return [];
    const body = { command: line.command.path, option: option.name, typed, values: line.filledIn(this) };
    return act("/autocomplete", body).then(({ choices }) => named(choices), () => []);
  }

  #list() {
    const { choices, type } = this.option;
    return choices ? named(choices) : RECORDS[type]?.();
  }

  #pick(choice) {
    this.input.value = choice.label;
    this.picked = choice;
    this.asked += 1;
    this.check();
    this.line.on.suggestions.hide(this.input);
    this.line.on.changed();
    this.line.next();
  }

  #key(event) {
    if (this.line.on.suggestions.key(event)) return;
    if (event.key === "Backspace" && !this.input.value && !this.option.required) {
      event.preventDefault();
      this.line.remove(this);
    }
  }
}

class FileChip extends Chip {
  constructor(option, line) {
    super(option, line);
    this.picker = picker({ id: this.id, label: this.name, most: 1 });
    const remove = () => line.remove(this);
    const without = !option.required && iconButton("close", `Without ${this.name}`, remove, { small: true });
    this.show("div.chip.file-chip", this.picker.button, this.picker.node, without);
  }

  take(files) {
    this.picker.add(files);
  }

  get files() {
    return filesOf(this.picker.node);
  }

  filled() {
    return this.files.length > 0;
  }

  async value() {
    return (await uploads(this.files))[0];
  }

  problem() {
    return this.option.required && !this.filled() ? "This option takes a file." : null;
  }

  check() {
    return !this.problem();
  }
}
