// The search box suggests while one types: an editable combobox with a list of its own, by the ARIA pattern.
//
// <input data-suggest="URL" data-suggest-label="…">: the answer of URL?q=… is a fragment of options (role="option",
// data-url). Nothing is chosen by itself; without this script the box is a plain one.

const QUIET_MILLISECONDS = 150;
const ENOUGH = /[\u3400-\u9fff]|[a-z0-9].*[a-z0-9]/i;

class Combobox {
  constructor(box) {
    this.box = box;
    this.list = this.made("div", { id: `${box.id}-list`, className: "suggest", hidden: true }, { role: "listbox", "aria-label": box.dataset.suggestLabel });
    this.status = this.made("p", { className: "visually-hidden" }, { role: "status" });
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.entries(states).forEach(([name, value]) => box.setAttribute(name, value));
    box.addEventListener("input", (event) => event.isComposing || this.later());
    box.addEventListener("compositionstart", () => this.close());
    box.addEventListener("compositionend", () => this.later());
    box.addEventListener("keydown", (event) => event.isComposing || this.onKey(event));
    box.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.follow(event.target.closest("[role=option]")));
  }

  made(tag, properties, attributes) {
    const element = Object.assign(document.createElement(tag), properties);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    this.box.form.append(element);
    return element;
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  later() {
    this.forget();
    if (!ENOUGH.test(this.box.value.normalize("NFKC"))) return this.close();
    this.timer = setTimeout(() => this.ask(), QUIET_MILLISECONDS);
  }

  // An answer that is still to come is no longer wanted.
  forget() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async ask() {
    const request = (this.request = new AbortController());
    try {
      const answer = await fetch(`${this.box.dataset.suggest}?q=${encodeURIComponent(this.box.value)}`, { signal: request.signal });
      if (!answer.ok) return this.close();
      const fragment = await answer.text();
      if (!request.signal.aborted) this.show(fragment);
    } catch {
      if (!request.signal.aborted) this.close();
    }
  }

  show(fragment) {
    if (document.activeElement !== this.box) return;
    this.list.replaceChildren(...new DOMParser().parseFromString(fragment, "text/html").body.childNodes);
    this.options.forEach((option, place) => (option.id = `${this.list.id}-${place}`));
    this.status.textContent = this.list.firstElementChild.dataset.status;
    this.expand(this.options.length > 0);
    this.mark(null);
  }

  close() {
    this.forget();
    this.expand(false);
    this.mark(null);
    this.status.textContent = "";
  }

  expand(open) {
    this.list.hidden = !open;
    this.box.setAttribute("aria-expanded", String(open));
  }

  mark(chosen) {
    this.chosen = chosen;
    this.options.forEach((option) => option.setAttribute("aria-selected", String(option === chosen)));
    if (!chosen) return this.box.removeAttribute("aria-activedescendant");
    this.box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  // Up and down walk through the options and past their ends back into the box.
  step(by) {
    this.forget(); // whoever walks through this list chooses from it, and not from a later one
    const stops = [null, ...this.options];
    const at = stops.indexOf(this.chosen ?? null);
    this.mark(stops[(at + by + stops.length) % stops.length]);
  }

  onKey(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) this.step(event.key === "ArrowDown" ? 1 : -1);
      else this.later();
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // the first press closes the list, the next one clears the box
      this.close();
    } else if (event.key === "Enter" && open && this.chosen) {
      event.preventDefault();
      this.follow(this.chosen);
    }
  }

  follow(option) {
    if (option) window.location.assign(option.dataset.url);
  }
}

document.querySelectorAll("input[data-suggest]").forEach((box) => new Combobox(box));
