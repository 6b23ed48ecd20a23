// The side: channels, the acting member's direct messages, and whom to speak as.

import { byId, el, face, icon } from "./dom.js";
import { post } from "./net.js";
import { indexOf, placeName, state, unreadDirects, unreadIn, you } from "./state.js";

let acts = { go() {}, speak() {} };

/** Begin to listen. `acts.go(place)` opens a place, `acts.speak(member)` changes who acts. */
export function startSidebar(given) {
  acts = given;
  const form = byId("add-member");
  const name = byId("new-member");
  form.querySelector("button").append(icon("plus"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!name.value.trim()) return name.focus();
    const answer = await post("member", { name: name.value });
    if (answer) {
      name.value = "";
      acts.speak(answer.member.id);
    }
  });
}

/** Draw all of it; it is small. */
export function drawSidebar() {
  byId("community").textContent = state.community;
  byId("rooms").replaceChildren(...state.rooms.map((room) => placeNode(room.id, room.name, "#")));
  byId("directs").replaceChildren(placeNode(`@${state.you}`, "Takt", ""));
  drawMembers();
  const direct = state.place.startsWith("@");
  byId("place-name").textContent = placeName(state.place);
  byId("place-about").textContent = direct ? `Direct messages of ${you().name}` : `${state.members.length} members and Takt`;
  drawOpener();
  document.title = `${placeName(state.place)} · Takt`;
}

/** On narrow screens the side is hidden: its opener tells that there is something to read. */
function drawOpener() {
  const some = byId("nav").querySelector(".badge") !== null;
  byId("open-nav").classList.toggle("news", some);
  byId("open-nav").setAttribute("aria-label", some ? "Channels and members, with unread messages" : "Channels and members");
}

function placeNode(place, name, sign) {
  const unread = place === state.place ? 0 : unreadIn(place);
  const here = place === state.place;
  return el("li", {},
    el("button", { type: "button", "aria-current": here ? "page" : null, onclick: () => acts.go(place) },
      sign ? el("i", { "aria-hidden": "true" }, sign) : el("img", { src: "/static/takt.svg", width: 20, height: 20, alt: "" }),
      el("span", {}, name), badge(unread)));
}

function drawMembers() {
  const box = byId("members");
  const held = box.contains(document.activeElement);
  box.replaceChildren(...state.members.map((member, index) => {
    const unread = member.id === state.you && state.place === `@${member.id}` ? 0 : unreadDirects(member.id);
    const input = el("input", { type: "radio", name: "speak", value: member.id, checked: member.id === state.you });
    input.addEventListener("change", () => acts.speak(member.id));
    return el("label", {}, input, face(member, index), el("span", { class: "name" }, member.name),
      state.leaders.includes(member.id) ? el("small", {}, "manages") : null, badge(unread, "direct "));
  }));
  if (held) box.children[indexOf(state.you)].querySelector("input").focus();
}

function badge(count, what = "") {
  if (!count) return null;
  return el("span", { class: "badge" }, String(count), el("span", { class: "sr" }, ` unread ${what}${count === 1 ? "message" : "messages"}`));
}
