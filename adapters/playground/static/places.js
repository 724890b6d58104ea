// The left column: people to step into, channels, and how much is unread where.
import { say } from "./words.js";

const nav = document.getElementById("places");
const menu = document.getElementById("menu");
const search = document.getElementById("search");
const narrow = matchMedia("(max-width: 820px)");
const title = document.title;
let unread = {};

export const buttons = () => [...nav.querySelectorAll("[data-room]")];
export const buttonOf = (room) => nav.querySelector(`[data-room="${CSS.escape(room)}"]`);
export const unreadIn = (room) => unread[room] ?? 0;

export function showUnread(counts) {
  unread = counts;
  for (const button of buttons()) badge(button, unreadIn(button.dataset.room));
  for (const team of nav.querySelectorAll("details")) {
    const rooms = [...team.querySelectorAll("[data-room]")];
    badge(team.querySelector("summary"), rooms.reduce((n, b) => n + unreadIn(b.dataset.room), 0));
  }
  const all = Object.values(unread).reduce((n, count) => n + count, 0);
  document.title = all ? `(${all}) ${title}` : title;
  menu.classList.toggle("news", all > 0);
}

export function countUnread(room, count) {
  showUnread({ ...unread, [room]: count });
}

export function showCurrent({ room, person }) {
  for (const button of buttons()) {
    const here = button.dataset.room === room;
    button.toggleAttribute("aria-current", here);
    if (here) button.setAttribute("aria-current", "true");
    button.classList.toggle("me", button.dataset.person === person);
  }
}

export function closeMenu() {
  if (document.body.dataset.places) menu.focus();
  delete document.body.dataset.places;
  menu.setAttribute("aria-expanded", "false");
}

function badge(button, count) {
  const mark = button.querySelector(".badge");
  mark.hidden = count === 0;
  mark.textContent = count > 99 ? "99+" : String(count);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", say("unread", { count }));
}

function openMenu() {
  document.body.dataset.places = "open";
  menu.setAttribute("aria-expanded", "true");
  nav.querySelector("[data-room]").focus();
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  for (const team of nav.querySelectorAll("details")) {
    const found = [...team.querySelectorAll("li")].filter((item) => {
      const { name, about } = item.firstElementChild.dataset;
      item.hidden = !`${name} ${about}`.toLowerCase().includes(wanted);
      return !item.hidden;
    });
    team.hidden = found.length === 0;
    team.open = wanted !== "" && found.length > 0;
  }
}

export function startPlaces(onChoose) {
  search.addEventListener("input", filter);
  menu.addEventListener("click", () => (document.body.dataset.places ? closeMenu() : openMenu()));
  nav.addEventListener("click", (event) => {
    const button = event.target.closest("[data-room]");
    if (!button) return;
    onChoose(button.dataset.room, button.dataset.person);
    if (narrow.matches) closeMenu();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.dataset.places) closeMenu();
  });
}
