// Takt's room: the server tells what happens, the modules beside this one draw it, and what members do is posted back.

import { drawChannel, dropMessage, showMessage, startChannel } from "./channel.js";
import { clockSoon, drawClock, setClock, startClock } from "./clock.js";
import { drawComposer, run, startComposer, write } from "./composer.js";
import { byId, icon } from "./dom.js";
import { follow } from "./net.js";
import { closePanels, startPanels } from "./panels.js";
import { drawSidebar, startSidebar } from "./sidebar.js";
import { begin, state } from "./state.js";
import { setNow } from "./time.js";

const HANDLERS = {
  state(event) {
    begin(event);
    drawAll();
  },
  message({ message }) {
    const isNew = !state.messages.has(message.id);
    state.messages.set(message.id, message);
    showMessage(message, isNew);
    drawSidebar();
    clockSoon();
  },
  gone({ id }) {
    const message = state.messages.get(id);
    state.messages.delete(id);
    if (message) dropMessage(message);
  },
  members({ members }) {
    state.members = members;
    drawSidebar();
  },
  direct({ member, id }) {
    (state.directs[member] ??= []).push(id);
    drawSidebar();
  },
  clock({ clock }) {
    setClock(clock);
  },
};

function handle(event) {
  setNow(event.now);
  HANDLERS[event.type]?.(event);
}

function drawAll() {
  drawSidebar();
  drawComposer();
  drawChannel();
  drawSidebar();
  drawClock();
  clockSoon(0);
}

function go(place) {
  state.place = place;
  drawAll();
  closePanels();
}

function speak(member) {
  if (member === state.you) return;
  sessionStorage.setItem("takt.you", member);
  follow(member, handle);
  closePanels();
}

byId("open-nav").append(icon("menu"));
startPanels();
startChannel({ run, write, speak });
startComposer();
startSidebar({ go, speak });
startClock();
// Nobody chosen yet: the server seats the first member.
follow(sessionStorage.getItem("takt.you") || "", handle);
