// One message becomes one element: a card with its text, options, fields, buttons, and its thread underneath.

import { el, face, icon } from "./dom.js";
import { indexOf, state, under, you } from "./state.js";
import { spans, wordsOf } from "./text.js";
import { exactly, written } from "./time.js";

const TONES = { right: "Right", wrong: "Wrong", warning: "Warning", refusal: "Not possible" };
const opened = new Set();

/** The element of a message. Buttons carry what they are in `data-` attributes; `channel.js` listens. */
export function messageNode(message) {
  const { card } = message;
  const titleId = `title-${message.id}`;
  return el(
    "article",
    {
      id: `message-${message.id}`,
      class: `message tone-${card.tone}${message.private ? " private" : ""}`,
      "aria-labelledby": `by-${message.id} ${titleId}`,
      "data-id": message.id,
      tabindex: "-1",
    },
    message.said ? said(message) : null,
    el("img", { class: "avatar", src: "/static/takt.svg", width: 36, height: 36, alt: "" }),
    el("div", { class: "by" },
      el("b", { id: `by-${message.id}` }, "Takt"),
      el("time", { datetime: message.at, title: exactly(message.at) }, written(message.at, "time")),
      message.private ? privacy(message) : null,
    ),
    cardNode(message, titleId),
    message.under ? null : thread(message.id),
  );
}

function said(message) {
  const member = you();
  const words = message.said.startsWith("/") ? message.said : `pressed ${message.said}`;
  return el("p", { class: "said" }, icon("thread"), face(member, indexOf(member.id)), el("b", {}, member.name), el("span", {}, words));
}

function privacy(message) {
  const inChannel = !message.place.startsWith("@");
  const dismiss = { type: "button", class: "icon dismiss", "data-dismiss": message.id, "aria-label": "Dismiss", title: "Dismiss" };
  return [
    inChannel ? el("span", { class: "privacy" }, icon("eye"), "Only you can see this") : null,
    el("button", dismiss, icon("close")),
  ];
}

function cardNode(message, titleId) {
  const { card } = message;
  return el("div", { class: "card" },
    el("h3", { id: titleId, class: card.title ? null : "sr" }, toneMark(card.tone), card.title || "A message"),
    card.text.length ? el("div", { class: "text" }, spans(card.text)) : null,
    card.options.length ? el("ol", { class: "options" }, card.options.map(option)) : null,
    card.fields.length ? el("dl", { class: "fields" }, card.fields.map(field)) : null,
    card.document ? download(card.document) : null,
    card.picture ? picture(message) : null,
    card.buttons.length ? el("div", { class: "rows" }, card.buttons.map((row) => el("div", { class: "row" }, row.map(button)))) : null,
    card.note.length ? el("p", { class: "note" }, spans(card.note)) : null,
  );
}

function toneMark(tone) {
  if (tone === "plain") return null;
  return [icon(tone), TONES[tone] ? el("span", { class: "sr" }, `${TONES[tone]}: `) : null];
}

function option({ letter, text }) {
  return el("li", { "data-letter": letter }, el("b", { class: "letter" }, letter), el("span", {}, spans(text)));
}

function field({ name, text, inline }) {
  return el("div", { class: inline ? "inline" : null }, el("dt", {}, name), el("dd", {}, spans(text)));
}

function button({ label, token, url, look }) {
  if (url) {
    const safe = /^https?:\/\//i.test(url);
    return el("a", { class: "button", href: safe ? url : null, target: "_blank", rel: "noopener noreferrer" }, label, icon("link"));
  }
  const short = [...label].length <= 1;
  return el("button", { type: "button", class: `button look-${look}${short ? " short" : ""}`, "data-token": token }, label);
}

/** Drawn by the room when it is asked for. Where it cannot be, the browser shows what it says. */
function picture({ id, card }) {
  const src = `/picture/${id}/${card.picture.digest}.png?as=${encodeURIComponent(state.you)}`;
  return el("img", { class: "picture", src, alt: card.picture.alt, decoding: "async" });
}

function download({ name, text }) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  return el("a", { class: "button file", href, download: name }, icon("file"), name);
}

/** What stands under a message, folded up until it is wanted. */
function thread(id) {
  const replies = under(id);
  if (!replies.length) return null;
  const last = replies.at(-1).card;
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const details = el("details", { class: "thread", open: opened.has(id) },
    el("summary", {}, el("b", {}, count), el("span", {}, last.title || wordsOf(last.text))),
    el("div", { class: "replies" }, replies.map(messageNode)),
  );
  details.addEventListener("toggle", () => (details.open ? opened.add(id) : opened.delete(id)));
  return details;
}

/** Unfold the thread that holds this message when it is next drawn. */
export function unfold(id) {
  opened.add(id);
}

/** What is read out when a message arrives. */
export function spoken(message) {
  const { title, text } = message.card;
  return `${message.private ? "Only for you, from Takt" : "Takt"}: ${title || wordsOf(text)}`;
}

/** The first steps, while nothing has been said in the channel. */
export function welcome(firstLine) {
  const leads = state.leaders.includes(state.you);
  const leader = state.members.find((m) => state.leaders.includes(m.id));
  const begin = leads
    ? el("button", { type: "button", class: "button look-primary", "data-run": firstLine }, `Do it: ${firstLine}`)
    : el("button", { type: "button", class: "button look-primary", "data-speak": leader?.id }, `Speak as ${leader?.name}`);
  const steps = [
    ["Create a cohort", leads
      ? ["Type ", el("code", {}, firstLine), " below, or let the button do it. This channel becomes the cohort’s."]
      : [`${leader?.name} manages this channel and can make it a cohort’s.`], begin],
    ["Ask a question", ["Ask one now, or move the clock to the next question."]],
    ["Answer it", ["Press a letter. Then speak as somebody else and answer again: replies are private to each."]],
    ["Let time pass", ["Move the clock to the close, and see the key, the reasons and the score."]],
  ];
  return el("section", { class: "welcome", "aria-labelledby": "welcome-title" },
    el("h2", { id: "welcome-title" }, "One question, every study day."),
    el("p", {}, "Takt asks it, collects the answers in private, explains the key and keeps the score. Here you can try all of it on your own, on a clock that you move."),
    el("ol", { class: "beats" }, steps.map(([title, words, extra]) =>
      el("li", {}, el("h3", {}, title), el("p", {}, words), extra ?? null))),
  );
}
