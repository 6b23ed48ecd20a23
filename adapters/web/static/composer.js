// The line where commands are typed, with completions beneath the fingers and earlier lines above.

import { byId, el, icon, toast } from "./dom.js";
import { openForm } from "./forms.js";
import { post } from "./net.js";
import { indexOf, state, you } from "./state.js";

const line = byId("line");
const box = byId("suggestions");
const earlier = [];
let back = 0;
let found = [];
let chosen = -1;
let asked = 0;
let answered = Promise.resolve();
let waiting = false;

/** Begin to listen. */
export function startComposer() {
  byId("send").append(icon("send"));
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    run(line.value);
  });
  line.addEventListener("input", suggest);
  line.addEventListener("focus", () => { if (line.value) suggest(); });
  line.addEventListener("blur", close);
  line.addEventListener("keydown", pressed);
  // The line must keep the focus while a completion is picked by the pointer.
  box.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) accept(Number(option.dataset.index));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      write(line.value || "/");
    }
  });
}

/** Show who is speaking. */
export function drawComposer() {
  const member = you();
  byId("line-face").className = `face hue-${indexOf(member.id) % 8}`;
  byId("line-face").textContent = [...member.name][0].toLocaleUpperCase();
  line.placeholder = `Speak as ${member.name}: type /`;
}

/** Put a line into the box, ready to be gone on with. */
export function write(words) {
  line.value = words;
  line.focus();
  line.setSelectionRange(words.length, words.length);
  suggest();
}

/** Send a line. */
export async function run(words) {
  const typed = words.trim();
  if (!typed) return;
  if (!typed.startsWith("/")) {
    toast("Takt listens to commands: begin with a slash, such as /takt help.");
    return;
  }
  close();
  byId("toast").hidden = true;
  line.value = "";
  if (earlier.at(-1) !== typed) earlier.push(typed);
  back = earlier.length;
  const { place } = state;
  byId("composer").classList.add("busy");
  const answer = await post("command", { line: typed });
  byId("composer").classList.remove("busy");
  if (answer === null && !line.value) line.value = typed;
  if (answer?.form) openForm(answer.form, { place });
}

/** Ask how the line may go on. What was chosen before belongs to another line. */
function suggest() {
  choose(-1);
  waiting = true;
  answered = complete(++asked);
}

async function complete(mine) {
  const typed = line.value;
  const answer = typed.startsWith("/") ? await post("suggest", { line: typed }) : null;
  // Answers overtake one another: only the one to what now stands there counts.
  if (mine !== asked) return;
  if (answer === null || document.activeElement !== line) {
    close();
    return;
  }
  waiting = false;
  found = answer.completions;
  box.replaceChildren(...found.map((c, index) =>
    el("div", { role: "option", id: `suggestion-${index}`, "aria-selected": "false", "data-index": index }, el("b", {}, c.label), el("span", {}, c.detail))));
  box.hidden = !found.length;
  box.scrollTop = 0;
  line.setAttribute("aria-expanded", String(found.length > 0));
}

function close() {
  asked += 1;
  waiting = false;
  found = [];
  chosen = -1;
  box.hidden = true;
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
}

function choose(index) {
  box.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = index;
  const option = box.children[index];
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) line.setAttribute("aria-activedescendant", option.id);
  else line.removeAttribute("aria-activedescendant");
}

function accept(index) {
  write(found[index].line);
}

/** Take what is chosen, or the first: of the answer to what now stands there, which may still be on its way. */
async function completeFirst() {
  await answered;
  if (found.length) accept(Math.max(chosen, 0));
}

function pressed(event) {
  if (event.isComposing) return;
  const open = !box.hidden && found.length > 0;
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (open && !(step < 0 && chosen < 0)) choose(Math.min(chosen + step, found.length - 1));
      else if (!(open && step > 0)) recall(step);
      event.preventDefault();
      break;
    }
    case "Tab":
      if (event.shiftKey || !(open || waiting)) break;
      event.preventDefault();
      completeFirst();
      break;
    case "Enter":
      if (!open || chosen < 0) break;
      event.preventDefault();
      accept(chosen);
      break;
    case "Escape":
      if (open) close();
      else line.value = "";
      break;
  }
}

function recall(step) {
  const next = back + step;
  if (next < 0 || next > earlier.length) return;
  back = next;
  line.value = earlier[back] ?? "";
  close();
}
