// @ts-check
// Counts the characters of a text as they are typed; red beyond the limit, and the text is never cut.

class LiveCount extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (!(field instanceof HTMLTextAreaElement)) return;
    const max = Number(this.getAttribute("max"));
    const words = this.getAttribute("words") ?? "#n# / #max#";
    const count = () => {
      // The server counts characters, the browser halves of them: an emoji is one.
      const length = [...field.value].length;
      this.textContent = words.replace("#n#", String(length)).replace("#max#", String(max));
      this.classList.toggle("over", length > max);
    };
    field.addEventListener("input", count);
    count();
  }
}

customElements.define("live-count", LiveCount);
