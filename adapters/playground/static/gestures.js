// What a visitor does: saying, pressing, filling in. Each gesture carries a key of its own, so
// that a double click, or a second try after a lost answer, is one event.
import { enteredIn, steeredBy } from "./forms.js";
import { find, follow, here, lookAt } from "./room.js";
import { post } from "./server.js";

const composer = document.getElementById("composer");
const line = document.getElementById("words");
const log = document.getElementById("messages");

// One gesture from one element at a time; the key is kept until an answer came.
async function gesture(element, body) {
  if (element.classList.contains("waiting")) return null;
  element.dataset.key ??= crypto.randomUUID();
  element.classList.add("waiting");
  const answer = await post("events", { key: element.dataset.key, ...here, ...body });
  element.classList.remove("waiting");
  if (answer) delete element.dataset.key;
  return answer;
}

async function speak(element, text) {
  follow();
  const answer = await gesture(element, { kind: "say", text });
  if (answer && element === composer) composer.reset();
  if (answer?.focus) lookAt(answer.focus);
}

async function press(button) {
  const card = button.closest("[data-id]").dataset.id;
  const answer = await gesture(button, { kind: "press", action: button.dataset.press, card });
  if (answer) lookAt(answer.focus);
}

// Other questions may follow from what was chosen. What is chosen before the answer comes is told
// after it, so that the last word counts.
const telling = new WeakSet();
async function change(form) {
  if (telling.has(form)) return;
  telling.add(form);
  let told;
  do {
    told = steeredBy(form);
    const { submit: action, card } = form.dataset;
    const body = { kind: "change", action, card, entered: enteredIn(form), form: messageOf(form) };
    await post("events", { key: crypto.randomUUID(), ...here, ...body });
  } while (form.isConnected && steeredBy(form) !== told);
  telling.delete(form);
}

async function submit(form) {
  const { submit: action, card } = form.dataset;
  const body = { kind: "submit", action, card, entered: enteredIn(form), form: messageOf(form) };
  const answer = await gesture(form, body);
  if (answer) answer.focus ? lookAt(answer.focus) : line.focus();
}

async function cancel(form) {
  const { card, opener } = form.dataset;
  const answer = await gesture(form, { kind: "cancel", card, form: messageOf(form) });
  if (!answer) return;
  const button = card && find(card)?.querySelector(`[data-press="${CSS.escape(opener)}"]`);
  (button || (card && find(card)) || line).focus();
}

const messageOf = (form) => form.closest("[data-id]").dataset.id;

export function startGestures() {
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    if (line.value.trim()) speak(composer, line.value);
  });
  line.addEventListener("input", () => delete composer.dataset.key);
  for (const chip of composer.querySelectorAll("[data-say]")) {
    chip.addEventListener("click", () => speak(chip, chip.dataset.say));
  }
  const home = document.getElementById("home");
  home.addEventListener("click", async () => {
    const answer = await gesture(home, { kind: "home" });
    if (answer) lookAt(answer.focus);
  });
  log.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.press) press(button);
    if (button && "cancel" in button.dataset) cancel(button.form);
  });
  log.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(event.target);
  });
  log.addEventListener("change", ({ target }) => {
    const steering = target.form?.dataset.steering?.split(" ") ?? [];
    if (steering.includes(target.name)) change(target.form);
  });
  log.addEventListener("input", (event) => delete event.target.form?.dataset.key);
  log.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form");
    if (event.key === "Escape" && form) cancel(form);
  });
}
