// @ts-check
// "/" goes to the search box; the summary of errors is read first; an open menu closes with Escape or a click beside it; of a long
// row of tabs the chosen one is in sight.

document.addEventListener("keydown", (event) => {
  const place = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll(".who details[open]")) menu.removeAttribute("open");
    return;
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (place.closest("input, textarea, select, [contenteditable]")) return;
  const find = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-find]"));
  if (!find) return;
  event.preventDefault();
  find.focus();
  find.select();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".who details[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.removeAttribute("open");
  }
});

/** @type {HTMLElement | null} */ (document.querySelector("[data-focus]"))?.focus();

for (const tabs of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".tabs"))) {
  const chosen = /** @type {HTMLElement | null} */ (tabs.querySelector("[aria-current]"));
  if (chosen) tabs.scrollLeft = chosen.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
}
