// @ts-check
// The button stays grey until everything needed is chosen, then says what it will send. Nothing is preselected.
//   <rate-choice groups="verdict rating" prompt="…" pattern="…: #words#">  around the form
//   <input type="radio" name="verdict" value="no" data-says="…">
//   <div data-when="verdict=no">                            shown only then; without script always

class RateChoice extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form) return;
    // The button may stand at the thumb, outside the element: it belongs to the form by its attribute.
    this.button = /** @type {HTMLButtonElement | undefined} */ (
      [...this.form.elements].find((item) => item instanceof HTMLButtonElement && item.type === "submit")
    );
    this.form.addEventListener("change", () => this.update());
    this.update();
  }

  update() {
    const says = [];
    let missing = false;
    for (const name of (this.getAttribute("groups") ?? "").split(/\s+/)) {
      const chosen = /** @type {HTMLInputElement | null} */ (
        this.form?.querySelector(`input[name="${name}"]:checked`)
      );
      if (chosen) says.push(chosen.dataset.says ?? chosen.value);
      else missing = true;
    }
    for (const part of this.querySelectorAll("[data-when]")) {
      const [name, value] = (/** @type {HTMLElement} */ (part).dataset.when ?? "").split("=");
      const chosen = this.form?.querySelector(`input[name="${name}"]:checked`);
      /** @type {HTMLElement} */ (part).hidden = /** @type {HTMLInputElement | null} */ (chosen)?.value !== value;
    }
    if (!this.button) return;
    const words = this.button.querySelector("span") ?? this.button;
    this.button.disabled = missing;
    const join = document.documentElement.lang.startsWith("zh") ? "，" : ", ";
    words.textContent = missing
      ? this.getAttribute("prompt")
      : (this.getAttribute("pattern") ?? "#words#").replace("#words#", says.join(join));
  }
}

customElements.define("rate-choice", RateChoice);
