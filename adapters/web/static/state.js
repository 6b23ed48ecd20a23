// What the page knows: filled by the server's events, read by everything that draws.

export const state = {
  you: "",
  place: "",
  birth: "",
  community: "",
  rooms: [],
  members: [],
  leaders: [],
  directs: {},
  messages: new Map(),
  stops: [],
  movable: false,
  firstLine: "",
};

/** Take over the whole state that the server sends to begin with. */
export function begin(told) {
  Object.assign(state, {
    you: told.you,
    birth: told.room,
    community: told.community,
    rooms: told.rooms,
    members: told.members,
    leaders: told.leaders,
    directs: told.directs,
    movable: told.movable,
    firstLine: told.firstLine,
    messages: new Map(told.messages.map((m) => [m.id, m])),
  });
  // Who reads direct messages and changes who speaks goes on reading direct messages: the other member's.
  if (inDirect()) state.place = `@${state.you}`;
  else if (!state.rooms.some((room) => room.id === state.place)) state.place = state.rooms[0].id;
  for (const room of state.rooms) {
    if (mark(room.id) === null) markRead(room.id);
  }
}

export const you = () => state.members.find((m) => m.id === state.you);
export const indexOf = (id) => state.members.findIndex((m) => m.id === id);
export const inDirect = () => state.place.startsWith("@");
export const placeName = (place) => (place.startsWith("@") ? "Takt" : `#${state.rooms.find((r) => r.id === place)?.name ?? place}`);

/** The messages of a place, oldest first, without threads. */
export const messagesIn = (place) => [...state.messages.values()].filter((m) => m.place === place && !m.under);

/** What stands in the thread under a message. */
export const under = (id) => [...state.messages.values()].filter((m) => m.under === id);

// How far each member has read each place is the browser's to remember.

const keyOf = (place, member) => `takt.${state.birth}.${member}.${place}`;
const mark = (place, member = state.you) => localStorage.getItem(keyOf(place, member));

/** Everything in this place has been seen by the acting member. */
export function markRead(place) {
  const last = Math.max(0, ...[...state.messages.values()].filter((m) => m.place === place).map((m) => m.id));
  localStorage.setItem(keyOf(place, state.you), String(last));
}

/** How many messages of a place the acting member has not seen. */
export function unreadIn(place) {
  const seen = Number(mark(place) ?? 0);
  return messagesIn(place).filter((m) => !m.private && m.id > seen).length;
}

/** How many direct messages this member has not seen: known for everybody, without what they say. */
export function unreadDirects(member) {
  const seen = Number(mark(`@${member}`, member) ?? 0);
  return (state.directs[member] ?? []).filter((id) => id > seen).length;
}
