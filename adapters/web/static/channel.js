// The messages of the open place: drawn once, then changed one by one as news arrives.

import { messageNode, spoken, unfold, welcome } from "./cards.js";
import { announce, byId, el } from "./dom.js";
import { openForm } from "./forms.js";
import { post } from "./net.js";
import { inDirect, markRead, messagesIn, state } from "./state.js";
import { dayOf, written } from "./time.js";

const log = byId("log");
const newer = byId("newer");
let acts = { run() {}, write() {}, speak() {} };

/** Begin to listen. `acts` does what lies outside of the channel: run or write a line, speak as somebody. */
export function startChannel(given) {
  acts = given;
  log.addEventListener("click", clicked);
  log.addEventListener("scroll", () => { if (nearEnd()) newer.hidden = true; });
  newer.addEventListener("click", toEnd);
}

/** Draw the open place anew. */
export function drawChannel() {
  log.replaceChildren();
  log.append(el("div", { class: "lead" }));
  for (const message of messagesIn(state.place)) append(message);
  markRead(state.place);
  toEnd();
  drawWelcome();
}

/** A message is new or has changed. */
export function showMessage(message, isNew) {
  if (message.place !== state.place) return;
  const follows = nearEnd();
  if (message.under) {
    if (message.private) unfold(message.under);
    redraw(state.messages.get(message.under));
  } else if (isNew) {
    append(message);
  } else {
    redraw(message);
  }
  drawWelcome();
  markRead(state.place);
  if (isNew) {
    announce(spoken(message));
    if (follows || message.private) reveal(byId(`message-${message.id}`), message);
    else newer.hidden = false;
  } else if (follows) {
    toEnd();
  }
}

/** A message is gone. */
export function dropMessage(message) {
  if (message.place !== state.place) return;
  const node = byId(`message-${message.id}`);
  const next = node?.nextElementSibling ?? node?.previousElementSibling;
  if (node?.contains(document.activeElement)) (next?.matches(".message") ? next : log).focus();
  node?.remove();
  const root = state.messages.get(message.under);
  if (root) redraw(root);
  drawWelcome();
}

function append(message) {
  const day = dayOf(message.at);
  const days = log.querySelectorAll(":scope > .day");
  if (days[days.length - 1]?.dataset.day !== day) {
    log.append(el("h2", { class: "day", "data-day": day }, el("span", {}, written(message.at, "long"))));
  }
  log.append(messageNode(message));
}

function redraw(message) {
  const old = message && byId(`message-${message.id}`);
  if (!old) return;
  const held = old.contains(document.activeElement) ? document.activeElement.dataset : null;
  const node = messageNode(message);
  old.replaceWith(node);
  if (held) {
    const same = held.token && node.querySelector(`[data-token="${CSS.escape(held.token)}"]`);
    (same || node).focus({ preventScroll: true });
  }
}

function drawWelcome() {
  log.querySelector(".welcome")?.remove();
  if (messagesIn(state.place).length) return;
  log.scrollTop = 0;
  log.append(inDirect()
    ? el("section", { class: "welcome quiet" }, el("h2", {}, "Between you and Takt"), el("p", {}, "Reminders that you asked for arrive here, and nobody else sees them."))
    : welcome(state.firstLine));
}

function nearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 160;
}

function toEnd() {
  log.scrollTop = log.scrollHeight;
  newer.hidden = true;
}

function reveal(node, message) {
  if (!node) return;
  // At once, not smoothly: while it glides, the next message would be taken to arrive out of sight.
  const tall = node.offsetHeight > log.clientHeight;
  node.scrollIntoView({ block: tall ? "start" : "nearest" });
  if (message.id === messagesIn(state.place).at(-1)?.id && !tall) toEnd();
  node.classList.add("arrived");
}

async function clicked(event) {
  const { target } = event;
  const button = target.closest("button");
  if (!button) return;
  const { token, dismiss, line, run, speak } = button.dataset;
  if (token !== undefined) await press(button, token);
  else if (dismiss) await post("dismiss", { message: Number(dismiss) });
  else if (line) acts.write(`${line} `);
  else if (run) acts.run(run);
  else if (speak) acts.speak(speak);
}

async function press(button, token) {
  const message = Number(button.closest(".message").dataset.id);
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const place = state.place;
  const answer = await post("press", { message, token });
  button.removeAttribute("aria-disabled");
  if (answer?.form) openForm(answer.form, { message, place });
}
