// The pretend clock: what time it is, and the buttons that move it.

import { announce, byId, el, icon } from "./dom.js";
import { getClock, post } from "./net.js";
import { state } from "./state.js";
import { refreshMoments } from "./text.js";
import { exactly, now, relative, setNow, written, zone } from "./time.js";

let waiting = 0;

/** Begin to listen, and to beat. */
export function startClock() {
  byId("zone").textContent = zone.replaceAll("_", " ");
  byId("move").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ minutes: Math.round(Number(byId("amount").value)) * Number(byId("unit").value) });
  });
  setInterval(beat, 1000);
}

/** Ask for the stops a little later: after news, when they may be others now. */
export function clockSoon(wait = 250) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const clock = await getClock();
    if (clock) setClock(clock);
  }, wait);
}

/** The clock as the server tells it. */
export function setClock(clock) {
  setNow(clock.now);
  state.stops = clock.stops;
  drawClock();
}

/** Draw the time, the stops and every moment that is told relative to now. */
export function drawClock() {
  byId("move").hidden = byId("stops").hidden = !state.movable;
  const key = state.stops.map((s) => s.label + s.at).join();
  const box = byId("stops");
  if (box.dataset.key !== key) {
    box.dataset.key = key;
    box.replaceChildren(...state.stops.map(stopNode));
  }
  beat();
}

function stopNode({ label, at }) {
  const when = el("time", { datetime: at, title: exactly(at), "data-show": "relative" }, relative(new Date(at)));
  const button = el("button", { type: "button", onclick: () => move({ to: at }) },
    icon("skip"), el("b", {}, label), el("span", {}, written(at, "full"), " · ", when));
  return button;
}

let minute = "";

function beat() {
  const date = now();
  const time = written(date, "time");
  const day = written(date, "day");
  if (minute === day + time) return;
  minute = day + time;
  byId("time").textContent = byId("chip-time").textContent = time;
  byId("time").dateTime = date.toISOString();
  byId("date").textContent = day;
  refreshMoments();
  if (state.stops.some((s) => Date.parse(s.at) <= date.getTime())) clockSoon();
}

async function move(to) {
  const panel = byId("clock");
  if (panel.classList.contains("moving")) return;
  panel.classList.add("moving");
  announce("The clock is moving.");
  const answer = await post("clock", to);
  panel.classList.remove("moving");
  if (!answer) return;
  setClock(answer.clock);
  announce(`It is now ${written(now(), "full")}.`);
}
