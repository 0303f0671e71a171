// @ts-check
// A form is sent once, however often its button is pressed; the button says so meanwhile. Works for every POST form.

/** @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (!button) return;
  // Only after the browser has collected the fields: a disabled button's name would not be sent.
  setTimeout(() => {
    button.setAttribute("aria-busy", "true");
    const words = button.querySelector("span") ?? button;
    if (button.dataset.busy) {
      button.dataset.words = words.textContent ?? "";
      words.textContent = button.dataset.busy;
    }
  });
});

// Coming back by the browser's own button shows the page as it was: let it be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sent.delete(form);
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    const { words } = /** @type {HTMLElement} */ (button).dataset;
    if (words) (button.querySelector("span") ?? button).textContent = words;
  }
});
