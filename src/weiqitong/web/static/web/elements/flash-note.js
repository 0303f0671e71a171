// @ts-check
// A message can be closed; it does not go by itself, because somebody may still be reading.

class FlashNote extends HTMLElement {
  connectedCallback() {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = "×";
    close.setAttribute("aria-label", this.getAttribute("close") ?? "");
    close.addEventListener("click", () => this.remove());
    this.firstElementChild?.append(close);
  }
}

customElements.define("flash-note", FlashNote);
