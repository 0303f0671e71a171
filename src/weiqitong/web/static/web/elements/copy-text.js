// @ts-check
// Copies a text and says so; where the browser will not, it selects the text instead.

class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const words = button?.querySelector("span");
    if (!button || !words) return;
    const before = words.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.getAttribute("text") ?? "");
      } catch {
        this.offer();
        return;
      }
      words.textContent = this.getAttribute("done");
      setTimeout(() => (words.textContent = before), 2000);
    });
  }

  offer() {
    const field = document.createElement("input");
    field.className = "input";
    field.readOnly = true;
    field.value = this.getAttribute("text") ?? "";
    this.replaceChildren(field);
    field.select();
  }
}

customElements.define("copy-text", CopyText);
