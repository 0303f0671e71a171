// @ts-check
// List left, case right: J and K walk, X chooses, other letters press the button that names them. Without script the
// rows are plain links to the same list with the case opened.

class SplitQueue extends HTMLElement {
  connectedCallback() {
    this.pane = /** @type {HTMLElement} */ (this.querySelector("[data-pane]"));
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("change", () => this.counted());
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    document.addEventListener("keydown", this.onKey);
    this.onBack = () => this.load(location.href, null);
    addEventListener("popstate", this.onBack);
    this.counted();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
    removeEventListener("popstate", this.onBack);
  }

  /** @returns {HTMLElement[]} */
  get rows() {
    return [...this.querySelectorAll("[data-row]")].map((row) => /** @type {HTMLElement} */ (row));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-close]")) {
      event.preventDefault();
      this.classList.remove("opened");
      return;
    }
    const link = target.closest("[data-row] h3 a");
    const otherwise = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || otherwise) return;
    event.preventDefault();
    this.open(/** @type {HTMLElement} */ (link.closest("[data-row]")));
  }

  /** @param {HTMLElement | undefined} row */
  open(row) {
    const link = row?.querySelector("a");
    if (!row || !link) return;
    this.mark(row);
    row.scrollIntoView({ block: "nearest" });
    this.load(link.href, link.href);
  }

  /** @param {HTMLElement | undefined} chosen */
  mark(chosen) {
    for (const row of this.rows) {
      row.classList.toggle("on", row === chosen);
      row.querySelector("a")?.toggleAttribute("aria-current", row === chosen);
    }
  }

  /**
   * @param {string} href
   * @param {string | null} push address to put into the history; null when it is there already
   */
  async load(href, push) {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.pane.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(href, { headers: { "X-Part": "pane" }, signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const markup = await answer.text();
      this.pane.innerHTML = markup;
      this.pane.scrollTop = 0;
      this.classList.add("opened");
      if (push) history.pushState(null, "", push);
      else this.mark(this.rows.find((row) => row.querySelector("a")?.href === location.href));
    } catch (problem) {
      if (asked.signal.aborted) return;
      location.assign(href); // signed out, gone, or no network: let the whole page say so
    }
    this.pane.removeAttribute("aria-busy");
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const place = /** @type {HTMLElement} */ (event.target);
    const typing = place.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const rows = this.rows;
    const now = rows.findIndex((row) => row.classList.contains("on"));
    if (key === "j") this.open(rows[Math.min(now + 1, rows.length - 1)]);
    else if (key === "k") this.open(rows[Math.max(now - 1, 0)]);
    else if (key === "x") this.toggle(rows[now]);
    else if (/^[a-z]$/.test(key)) this.press(key);
    else return;
    event.preventDefault();
  }

  /** @param {HTMLElement | undefined} row */
  toggle(row) {
    const box = /** @type {HTMLInputElement | undefined} */ (row?.querySelector("input[type=checkbox]"));
    if (!box) return;
    box.checked = !box.checked;
    this.counted();
  }

  /** @param {string} key */
  press(key) {
    const button = /** @type {HTMLElement | null} */ (this.pane.querySelector(`[data-key="${key}"]`));
    button?.focus();
    button?.click();
  }

  /** The bar of bulk acts shows itself once something is chosen. */
  counted() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector("[data-bulk]"));
    if (!bar) return;
    const count = this.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
    bar.hidden = count === 0;
    const words = /** @type {HTMLElement | null} */ (bar.querySelector("[data-bulk-words]"));
    if (words) words.textContent = (words.dataset.words ?? "#n#").replace("#n#", String(count));
  }
}

customElements.define("split-queue", SplitQueue);
