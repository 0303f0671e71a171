// @ts-check
// A conversation asks every 20 seconds what is new, while it is looked at; what one writes is sent without leaving the
// page, and kept where there is no network. Without script it is a page with a form.

const EVERY = 20_000;

class TalkLine extends HTMLElement {
  connectedCallback() {
    this.list = /** @type {HTMLElement | null} */ (this.querySelector("[data-talk]"));
    this.news = this.querySelector("[data-news]");
    const pane = this.closest("[data-scroll]");
    const scrolls = pane && getComputedStyle(pane).overflowY === "auto";
    this.place = /** @type {HTMLElement} */ (scrolls ? pane : document.scrollingElement);
    this.form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-say]"));
    this.etag = this.getAttribute("etag") ? `"${this.getAttribute("etag")}"` : "";
    if (!this.url) return;
    if (!location.hash || location.hash === "#end") this.toEnd();
    this.form?.addEventListener("submit", (event) => this.send(event));
    this.seen = () => document.visibilityState === "visible" && this.ask();
    document.addEventListener("visibilitychange", this.seen);
    this.place.ownerDocument.addEventListener("scroll", () => this.atEnd && this.tell(""), true);
    this.later();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    if (this.seen) document.removeEventListener("visibilitychange", this.seen);
  }

  get url() {
    return this.getAttribute("url") ?? "";
  }

  get atEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 120;
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  /** @param {string} words */
  tell(words) {
    if (this.news && this.news.textContent !== words) this.news.textContent = words;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), EVERY);
  }

  async ask() {
    clearTimeout(this.timer);
    try {
      if (document.visibilityState === "visible") await this.fetch();
    } catch {
      // No network for a moment: ask again.
    }
    if (this.isConnected) this.later();
  }

  async fetch() {
    const answer = await fetch(this.url, {
      headers: { "If-None-Match": this.etag ?? "", "X-Part": "talk" },
      cache: "no-store",
    });
    if ([401, 403, 404].includes(answer.status)) {
      location.reload(); // signed out, or no more one's line: let the whole page say so
      return;
    }
    if (answer.status !== 200) return;
    this.etag = answer.headers.get("ETag") ?? "";
    this.show(await answer.text());
  }

  /** Puts new messages in, brings others up to date, takes out what is not to be seen any more. @param {string} markup */
  show(markup) {
    if (!this.list) return;
    const wasAtEnd = this.atEnd;
    const found = new DOMParser().parseFromString(markup, "text/html").body;
    const fresh = /** @type {HTMLElement[]} */ ([...found.children]);
    const ids = new Set(fresh.map((one) => one.id));
    const first = fresh.map((one) => document.getElementById(one.id)).find(Boolean);
    if (first) {
      const old = [...this.list.children];
      for (const one of old.slice(old.indexOf(first))) if (!ids.has(one.id)) one.remove();
    } else {
      this.list.replaceChildren();
    }
    let more = false;
    for (const one of fresh) {
      const known = document.getElementById(one.id);
      if (!known) {
        this.list.append(one);
        more = true;
      } else if (!known.isEqualNode(one)) {
        known.replaceWith(one);
      }
    }
    if (fresh.length) this.querySelector("[data-empty]")?.remove();
    if (wasAtEnd) this.toEnd();
    else if (more) this.tell(this.getAttribute("fresh") ?? "");
  }

  /** @param {SubmitEvent} event */
  async send(event) {
    const form = /** @type {HTMLFormElement} */ (this.form);
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    button?.setAttribute("aria-busy", "true");
    const bad = form.querySelector("[data-bad]");
    const say = (/** @type {string} */ words) => bad && (bad.textContent = words);
    say("");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(/** @type {any} */ (new FormData(form))),
        headers: { "X-Part": "talk", Accept: "application/json" },
      });
      const kind = answer.headers.get("Content-Type") ?? "";
      if (answer.status === 401 || !kind.includes("json")) {
        form.submit(); // signed out, or refused altogether: the page itself says so, and keeps what was typed
        return;
      }
      const told = await answer.json();
      if (answer.ok) {
        this.sent(form, told.once);
        await this.fetch();
        this.toEnd();
      } else say(told.message ?? "");
    } catch {
      say(this.getAttribute("away") ?? "");
    } finally {
      this.sending = false;
      button?.removeAttribute("aria-busy");
    }
  }

  /** The next message is another one. @param {HTMLFormElement} form @param {string} once */
  sent(form, once) {
    const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
    const token = /** @type {HTMLInputElement} */ (form.elements.namedItem("once"));
    text.value = "";
    token.value = once;
    const secret = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("private"));
    if (secret) secret.checked = false;
    text.dispatchEvent(new Event("input")); // for the counter alone: nothing is there to keep
    /** @type {any} */ (form.closest("keep-draft"))?.used();
    text.focus();
  }
}

customElements.define("talk-line", TalkLine);
