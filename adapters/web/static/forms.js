// A form is a dialog. It stays open, with what was typed, until what was sent is right.

import { announce, byId, el, icon } from "./dom.js";
import { post } from "./net.js";
import { state } from "./state.js";
import { zone } from "./time.js";

const dialog = byId("form");
const INVALID = "Please look at the marked fields.";

dialog.addEventListener("click", (event) => {
  // A click beside the dialog lands on the dialog itself, outside of its form.
  if (event.target === dialog) dialog.close();
});

/** Open a form. `origin` is where its button stood: the place, and the message if there was one. */
export function openForm(form, origin, errors = {}) {
  const fields = form.inputs.map((input) => fieldNode(input, errors[input.name]));
  const close = el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const send = el("button", { type: "submit", class: "button look-primary" }, form.submit);
  const node = el("form", { autocomplete: "off", novalidate: true },
    el("header", {}, el("h2", { id: "form-title" }, form.title), close),
    Object.keys(errors).length ? el("p", { class: "wrong", role: "alert" }, errors[""] ?? INVALID) : null,
    fields,
    el("footer", {}, el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"), send),
  );
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(form, origin, node, send);
  });
  dialog.replaceChildren(node);
  if (!dialog.open) dialog.showModal();
  (node.querySelector("[aria-invalid]") ?? node.querySelector("input, select, textarea") ?? send).focus();
}

async function submit(form, origin, node, send) {
  const missing = form.inputs.filter((input) => input.required && !node.elements[`in-${input.name}`].value.trim());
  if (missing.length) {
    openForm(filled(form, node), origin, Object.fromEntries(missing.map((i) => [i.name, "Please fill this in."])));
    return;
  }
  send.disabled = true;
  const values = Object.fromEntries(filled(form, node).inputs.map((i) => [i.name, i.value]));
  const answer = await post("submit", { token: form.token, values, message: origin.message ?? null, place: origin.place });
  send.disabled = false;
  if (answer === null) return;
  if (answer.invalid) {
    openForm(answer.invalid.form, origin, answer.invalid.errors);
    announce(INVALID);
  } else if (answer.form) {
    openForm(answer.form, origin);
  } else {
    dialog.close();
  }
}

function filled(form, node) {
  return { ...form, inputs: form.inputs.map((i) => ({ ...i, value: node.elements[`in-${i.name}`].value })) };
}

function fieldNode(input, error) {
  const id = `in-${input.name}`;
  const control = controlNode(input, {
    id,
    name: id,
    "aria-required": input.required ? "true" : null,
    "aria-invalid": error ? "true" : null,
    "aria-describedby": [input.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null,
  });
  return el("div", { class: "field" },
    el("label", { for: id }, input.label, input.required ? null : el("small", {}, " optional")),
    input.hint ? el("p", { class: "hint", id: `${id}-hint` }, input.hint) : null,
    control,
    error ? el("p", { class: "error", id: `${id}-error` }, icon("warning"), error) : null,
  );
}

const ISO_DATE = /^(\d{4}-\d\d-\d\d)?$/;
const ISO_TIME = /^([01]\d:[0-5]\d|2[0-3]:[0-5]\d)?$/;

function controlNode(input, shared) {
  const text = { ...shared, value: input.value, maxlength: input.most, spellcheck: "false" };
  switch (input.kind) {
    case "long": {
      const area = el("textarea", { ...shared, maxlength: input.most, rows: 5 });
      area.value = input.value;
      return area;
    }
    case "int":
      return el("input", { ...text, inputmode: "numeric" });
    case "date":
      // What was typed as words stays as it was typed: a date picker would lose it.
      return el("input", ISO_DATE.test(input.value) ? { ...shared, value: input.value, type: "date" } : text);
    case "time":
      return el("input", ISO_TIME.test(input.value) ? { ...shared, value: input.value, type: "time" } : text);
    case "zone":
      return zoneNode(text);
    case "choice":
      return selectNode(input, shared, input.choices);
    case "member":
      return selectNode(input, shared, state.members.map((m) => ({ label: m.name, value: `<@${m.id}>` })));
    default:
      return el("input", { ...text, spellcheck: "true" });
  }
}

function selectNode(input, shared, picks) {
  const known = picks.some((p) => p.value === input.value);
  return el("select", shared,
    known && input.required ? null : el("option", { value: "" }, input.required ? "Choose …" : "–"),
    picks.map((p) => el("option", { value: p.value, selected: p.value === input.value }, p.label)),
  );
}

function zoneNode(text) {
  const list = `${text.id}-zones`;
  const zones = new Set([zone, ...(Intl.supportedValuesOf?.("timeZone") ?? [])]);
  return el("div", {}, el("input", { ...text, list }), el("datalist", { id: list }, [...zones].map((z) => el("option", { value: z }))));
}
