// To the server: JSON posts as the acting member. From it: events, caught up with after a lost line.

import { byId, toast } from "./dom.js";
import { state } from "./state.js";
import { zone } from "./time.js";

/** Post work to the server. Returns what it says, or null where it did not work; then the member has been told. */
export async function post(name, body = {}) {
  try {
    const response = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: state.you, place: state.place, zone, ...body }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    toast(response.status === 403 ? text : JSON.parse(text).error);
  } catch {
    toast("Takt cannot be reached. Is it still running?");
  }
  return null;
}

/** The clock as it stands, or null. */
export async function getClock() {
  try {
    const response = await fetch("/api/clock");
    return response.ok ? (await response.json()).clock : null;
  } catch {
    return null;
  }
}

let source = null;
let again = 0;

/** Follow the room as this member, for as long as the page is open. */
export function follow(member, handle) {
  source?.close();
  clearTimeout(again);
  const opened = new EventSource(`/api/events?as=${encodeURIComponent(member)}`);
  source = opened;
  opened.onmessage = (event) => {
    lost("");
    handle(JSON.parse(event.data));
  };
  opened.onopen = () => lost("");
  opened.onerror = () => {
    if (source !== opened) return;
    lost("The line to Takt is lost. Trying again …");
    if (opened.readyState === EventSource.CLOSED) {
      lost("Takt does not know this page. Open the address that it printed in the terminal.");
      again = setTimeout(() => follow(member, handle), 5000);
    }
  };
}

function lost(words) {
  byId("lost").textContent = words;
  byId("lost").hidden = !words;
}
