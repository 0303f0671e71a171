// @ts-check
// Files chosen are listed with their size and can be taken out again; what is too large or of a wrong kind is said
// before anything is sent. The server checks once more.

class FilePicker extends HTMLElement {
  connectedCallback() {
    this.input = /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
    this.list = /** @type {HTMLElement} */ (this.querySelector(".picked"));
    this.most = Number(this.getAttribute("max-files"));
    this.largest = Number(this.getAttribute("max-bytes"));
    /** @type {File[]} */
    this.files = [];
    this.input.addEventListener("change", () => this.picked());
  }

  /** Picking again adds; the browser alone would replace. */
  picked() {
    const known = new Set(this.files.map((file) => `${file.name}/${file.size}/${file.lastModified}`));
    const fresh = [...(this.input.files ?? [])].filter(
      (file) => !known.has(`${file.name}/${file.size}/${file.lastModified}`),
    );
    this.files = this.input.multiple ? [...this.files, ...fresh] : fresh.slice(0, 1);
    this.show();
  }

  /**
   * @param {File} file
   * @param {number} place among those that can be sent
   * @returns {string} why it will not be sent, or ""
   */
  problem(file, place) {
    if (file.size > this.largest)
      return (this.getAttribute("too-large") ?? "").replace("#limit#", String(Math.floor(this.largest / 1e6)));
    if (!this.accepts(file)) return this.getAttribute("wrong-kind") ?? "";
    if (place >= this.most) return (this.getAttribute("too-many") ?? "").replace("#limit#", String(this.most));
    return "";
  }

  /** @param {File} file */
  accepts(file) {
    const kinds = this.input.accept.split(",").map((kind) => kind.trim().toLowerCase()).filter(Boolean);
    const name = file.name.toLowerCase();
    return (
      kinds.length === 0 ||
      kinds.some((kind) =>
        kind.startsWith(".")
          ? name.endsWith(kind)
          : kind.endsWith("/*")
            ? file.type.startsWith(kind.slice(0, -1))
            : file.type === kind,
      )
    );
  }

  show() {
    const sendable = new DataTransfer();
    this.list.replaceChildren(
      ...this.files.map((file) => {
        const problem = this.problem(file, sendable.files.length);
        if (!problem) sendable.items.add(file);
        return this.row(file, problem);
      }),
    );
    this.input.files = sendable.files;
  }

  /**
   * @param {File} file
   * @param {string} problem
   */
  row(file, problem) {
    const row = document.createElement("li");
    row.classList.toggle("bad", Boolean(problem));
    let face;
    if (file.type.startsWith("image/")) {
      face = new Image();
      face.alt = "";
      face.src = URL.createObjectURL(file);
      face.onload = () => URL.revokeObjectURL(/** @type {HTMLImageElement} */ (face).src);
    } else {
      face = document.createElement("span");
      face.textContent = (file.name.split(".").pop() ?? "").slice(0, 4).toUpperCase();
    }
    const words = document.createElement("span");
    words.className = "name";
    const size = file.size >= 1e6 ? `${(file.size / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(file.size / 1e3))} kB`;
    words.textContent = `${file.name}·${size}`;
    if (problem) {
      const reason = document.createElement("b");
      reason.textContent = problem;
      words.append(document.createElement("br"), reason);
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = this.getAttribute("remove");
    remove.setAttribute("aria-label", `${this.getAttribute("remove")} ${file.name}`);
    remove.addEventListener("click", () => {
      this.files = this.files.filter((other) => other !== file);
      this.show();
      this.input.focus();
    });
    row.append(face, words, remove);
    return row;
  }
}

customElements.define("file-picker", FilePicker);
