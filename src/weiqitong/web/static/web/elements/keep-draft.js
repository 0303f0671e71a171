// @ts-check
// What is typed is saved on the server at each pause, and on this device at once; both survive a closed page.

const PAUSE = 800;
const KEPT_DAYS = 7;
const SECRET = /password|otp|secret|csrf|^_/;

class KeepDraft extends HTMLElement {
  connectedCallback() {
    this.store = `draft:${this.getAttribute("key")}`;
    if (this.hasAttribute("done")) {
      localStorage.removeItem(this.store);
      return;
    }
    this.form = this.querySelector("form");
    if (!this.form) return;
    this.restore();
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", () => clearTimeout(this.timer));
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.dirty && this.save());
  }

  /** @returns {[string, string][]} names and values as typed, without files and secrets */
  fields() {
    const pairs = [...new FormData(/** @type {HTMLFormElement} */ (this.form))];
    return /** @type {[string, string][]} */ (
      pairs.filter(([name, value]) => typeof value === "string" && !SECRET.test(name))
    );
  }

  typed() {
    this.dirty = true;
    try {
      localStorage.setItem(this.store, JSON.stringify({ at: Date.now(), fields: this.fields() }));
    } catch {
      // A full or forbidden store: the server's copy remains.
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** @param {string} done what to say once the server has it */
  async save(done = "saved") {
    const url = this.getAttribute("url");
    if (!url || !this.dirty || !this.form) return;
    const body = new URLSearchParams(this.fields());
    const token = /** @type {HTMLInputElement | null} */ (
      this.form.querySelector("[name=csrfmiddlewaretoken]")
    );
    try {
      const answer = await fetch(url, {
        method: "POST",
        body,
        keepalive: true,
        headers: { "X-CSRFToken": token?.value ?? "", Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.dirty = false;
      this.say(done);
    } catch {
      this.say("local");
    }
  }

  /** What was typed has been sent without leaving the page. */
  used() {
    clearTimeout(this.timer);
    this.dirty = false;
    localStorage.removeItem(this.store ?? "");
    const state = this.querySelector("[data-state]");
    if (state) state.textContent = "";
  }

  /** Fills only what the server left empty: its copy wins. */
  restore() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(this.store) ?? "null");
    } catch {
      return;
    }
    if (!kept || Date.now() - kept.at > KEPT_DAYS * 864e5) return;
    let filled = false;
    for (const [name, value] of kept.fields) {
      const item = this.form?.elements.namedItem(name);
      if (item instanceof RadioNodeList) {
        if (!item.value) item.value = value;
      } else if (item instanceof HTMLInputElement && ["checkbox", "radio", "hidden"].includes(item.type)) {
        continue;
      } else if (item && "value" in item && !item.value && value) {
        item.value = value;
        filled = true;
      }
    }
    if (filled) {
      this.say("found");
      this.form?.dispatchEvent(new Event("input", { bubbles: true }));
      this.dirty = true;
      this.save("found"); // the device alone is no safe place
    }
  }

  /** @param {string} what name of the attribute that holds the words */
  say(what) {
    const place = this.querySelector("[data-state]");
    if (place) place.textContent = this.getAttribute(what);
  }
}

customElements.define("keep-draft", KeepDraft);
