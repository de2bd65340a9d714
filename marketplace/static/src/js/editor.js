// Editors: drafts are saved while one types and the page says so; leaving with unsaved entries asks first.

const RETRY_SECONDS = [5, 15, 60];
const QUIET_MILLISECONDS = 1200;

class Draft {
  constructor(form) {
    this.form = form;
    this.state = document.getElementById(`${form.id}-state`);
    this.changes = 0;
    this.saved = 0;
    this.failures = 0;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => this.leave());
    window.addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
    if (!form.dataset.autosave) return;
    window.addEventListener("online", () => this.dirty && this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.save());
  }

  get dirty() {
    return this.changes > this.saved && !this.left;
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
  }

  changed() {
    this.changes += 1;
    if (!this.form.dataset.autosave || this.stopped) return;
    this.say("changed");
    this.later(QUIET_MILLISECONDS);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  say(state, values = {}) {
    if (!this.state) return;
    this.state.dataset.state = { changed: "idle", saving: "saving", saved: "saved" }[state] || "failed";
    this.state.textContent = this.state.dataset[state].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // The same entries the form would send, without files: those go by their own upload.
  entries() {
    const data = new FormData();
    for (const [name, value] of new FormData(this.form)) {
      if (!(value instanceof File) && name !== "_key") data.append(name, value);
    }
    return data;
  }

  async save() {
    if (this.saving || this.stopped || this.left) return;
    this.saving = true;
    const upto = this.changes;
    this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.entries(),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
      });
      await this.settle(answer, upto);
    } catch {
      this.retry();
    }
    this.saving = false;
    if (this.dirty && !this.failures && !this.stopped && !this.refused) this.later(QUIET_MILLISECONDS);
  }

  async settle(answer, upto) {
    this.refused = false;
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.stop("ended");
    if (answer.status === 409) return this.stop("conflict");
    if (answer.status === 400 || answer.status === 422) {
      this.refused = true;
      return this.say("refused");
    }
    if (!answer.ok) return this.retry();
    const record = await answer.json();
    this.saved = upto;
    this.failures = 0;
    if (record.version !== undefined && this.form.elements.version) this.form.elements.version.value = record.version;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    if (!this.dirty) this.say("saved", { time });
    // Parts of the page that depend on the draft listen: hx-trigger="autosaved from:body".
    document.body.dispatchEvent(new CustomEvent("autosaved", { detail: record }));
  }

  retry() {
    this.say("failed");
    this.later(1000 * RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length - 1)]);
    this.failures += 1;
  }

  stop(state) {
    this.stopped = true;
    this.say(state);
  }
}

document.querySelectorAll("form[data-guard]").forEach((form) => new Draft(form));
