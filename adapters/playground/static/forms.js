// Forms that somebody is filling in: what is entered, and questions that come and go meanwhile.

export function enteredIn(form) {
  // Boxes and buttons of which none is ticked are no part of a form's data.
  const entered = Object.fromEntries(form.dataset.fields.split(" ").map((name) => [name, ""]));
  const seen = new Set();
  for (const [name, value] of new FormData(form)) {
    entered[name] = seen.has(name) ? `${entered[name]},${value}` : value; // several were ticked
    seen.add(name);
  }
  return entered;
}

// What stands in the fields on which it depends what else is asked.
export function steeredBy(form) {
  const entered = enteredIn(form);
  return JSON.stringify((form.dataset.steering ?? "").split(" ").map((name) => entered[name]));
}

// Whether the form could stay: only questions that come or go are touched, for the others are under
// somebody's hands. What follows from an earlier choice comes too late, and the next is on its way.
export function mended(held, fresh) {
  if (!held?.dataset.steering || !held.contains(document.activeElement)) return false;
  if (!fresh || fresh.querySelector("[aria-invalid=true]")) return false;
  if (steeredBy(held) !== steeredBy(fresh)) return true;
  const [asked, wanted] = [fieldsOf(held), fieldsOf(fresh)];
  for (const [name, field] of asked) if (!wanted.has(name)) field.remove();
  let before = null; // never a new one: what a question depends on stands before it
  for (const [name, field] of wanted) {
    if (!asked.has(name)) before.after(field);
    before = asked.get(name) ?? field;
  }
  held.dataset.fields = fresh.dataset.fields;
  return true;
}

function fieldsOf(form) {
  const fields = [...form.querySelectorAll(".field")];
  return new Map(fields.map((field) => [field.querySelector("[name]")?.name, field]));
}
