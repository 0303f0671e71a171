// @ts-check
// Asks how far a job is until it is done, then goes to its result. Asks less often the longer it takes.

class ProgressJob extends HTMLElement {
  connectedCallback() {
    this.wait = 700;
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    try {
      const answer = await fetch(this.getAttribute("url") ?? "", { headers: { Accept: "application/json" } });
      if (answer.status === 401 || answer.status === 404) {
        location.reload();
        return;
      }
      if (answer.ok && this.show(await answer.json())) return;
    } catch {
      // No network for a moment: ask again.
    }
    this.wait = Math.min(this.wait * 1.3, 5000);
    this.timer = setTimeout(() => this.ask(), this.wait);
  }

  /**
   * @param {{done: number, total: number, state: string, words?: string, href?: string}} job
   * @returns {boolean} whether nothing more will come
   */
  show(job) {
    const bar = this.querySelector("progress");
    if (bar) {
      bar.max = Math.max(job.total, 1);
      bar.value = job.done;
    }
    const count = this.querySelector("[data-words]");
    if (count) count.textContent = `${job.done.toLocaleString("en")} / ${job.total.toLocaleString("en")}`;
    const note = this.querySelector("[data-note]");
    if (note && job.words) note.textContent = job.words;
    if (job.state === "running") return false;
    if (job.state === "done" && job.href) location.assign(job.href);
    else if (job.state === "done") location.reload();
    return true;
  }
}

customElements.define("progress-job", ProgressJob);
