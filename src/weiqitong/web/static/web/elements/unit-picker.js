// @ts-check
// Suggests units or people while one types, through the browser's own list; without script the field takes a name as
// it is. With `several`, names stand one after another and the last is completed.

const WAIT = 150;
const BETWEEN = /[、,，;；]/;

class UnitPicker extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement | null} */ (this.querySelector("input"));
    if (!this.input) return;
    this.list = document.createElement("datalist");
    this.list.id = `${this.input.id || this.input.name}_list`;
    this.append(this.list);
    this.input.setAttribute("list", this.list.id);
    this.input.setAttribute("autocomplete", "off");
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), WAIT);
    });
  }

  async ask() {
    const input = /** @type {HTMLInputElement} */ (this.input);
    const parts = this.hasAttribute("several") ? input.value.split(BETWEEN) : [input.value];
    const last = (parts.pop() ?? "").trim();
    if (!last) return;
    const before = parts.map((name) => name.trim()).filter(Boolean);
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const url = new URL(this.getAttribute("url") ?? "", location.href);
    url.searchParams.set("q", last);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (!answer.ok) return;
      const { found } = /** @type {{found: {name: string, note: string}[]}} */ (await answer.json());
      this.list?.replaceChildren(
        ...found.map(({ name, note }) => {
          const option = document.createElement("option");
          option.value = [...before, name].join("、");
          option.label = note;
          return option;
        }),
      );
    } catch {
      // Asked anew meanwhile, or no network: one can still type the name.
    }
  }
}

customElements.define("unit-picker", UnitPicker);
