// Small helps on every page: search key, menus, dialogs, confirmation, counters, copying, manners of htmx requests.

const find = (selector, root = document) => root.querySelector(selector);
const findAll = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

// "/" goes to the search box, unless the reader switched shortcuts off.
document.addEventListener("keydown", (event) => {
  const off = document.documentElement.classList.contains("shortcuts-off");
  if (event.key !== "/" || off || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const box = find("#site-search") || find('[role="search"] input');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Menus (<details class="menu">) close on Esc and when one clicks elsewhere.
document.addEventListener("click", (event) => {
  findAll("details.menu[open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => (menu.open = false));
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open], details.move[open]");
  if (!menu) return;
  menu.open = false;
  find("summary", menu).focus();
});

// Buttons that open dialogs, for browsers without command/commandfor.
if (!("command" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[command][commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (dialog && button.getAttribute("command") === "show-modal") dialog.showModal();
  });
}

// data-confirm on a form or its button: ask first. hx-confirm goes through the same dialog.
const confirmed = new WeakSet();
const ask = (text) =>
  new Promise((resolve) => {
    const dialog = find("#confirm-dialog");
    find("p", dialog).textContent = text;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
document.addEventListener(
  "submit",
  async (event) => {
    const { target: form, submitter } = event;
    const text = (submitter && submitter.dataset.confirm) || form.dataset.confirm;
    if (!text || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(text))) return;
    confirmed.add(form);
    form.requestSubmit(submitter);
  },
  true,
);
document.addEventListener("htmx:confirm", async (event) => {
  event.preventDefault();
  const { ctx, issueRequest, dropRequest } = event.detail;
  (await ask(ctx.confirm)) ? issueRequest() : dropRequest();
});

// How much of a limited text is used.
const count = (field) => {
  const note = field.id && find(`[data-count-for="${CSS.escape(field.id)}"]`);
  if (note) note.textContent = `${field.value.length} / ${field.maxLength}`;
};
const countAll = (root) => findAll("[maxlength]", root).forEach(count);
document.addEventListener("input", (event) => {
  if (event.target.maxLength > 0) count(event.target);
  if (event.target.matches("[data-narrow]")) narrow(event.target);
});

// Narrows a long list of facet values to those that contain what was typed.
function narrow(box) {
  const wanted = box.value.trim().toLowerCase();
  const items = findAll("[data-text]", box.closest("fieldset"));
  items.forEach((item) => (item.hidden = !item.dataset.text.toLowerCase().includes(wanted)));
  findAll(".facet-more", box.closest("fieldset")).forEach((more) => (more.open = wanted !== ""));
}

// Copying, printing, ticking every row.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    find("span", copy).textContent = copy.dataset.done;
  }
  if (event.target.closest("[data-print]")) window.print();
  const every = event.target.closest("[data-select-all]");
  if (every) findAll('tbody input[type="checkbox"]', every.closest("table")).forEach((box) => (box.checked = every.checked));
});

// What is ticked to compare goes along with every link and filter of the question, as the server does with what it knows.
const carry = (ticked) => {
  const filters = find("#filters");
  if (filters) {
    findAll('[name="item"]', filters).forEach((field) => field.remove());
    const fields = ticked.map((value) => Object.assign(document.createElement("input"), { type: "hidden", name: "item", value }));
    filters.append(...fields);
  }
  for (const link of findAll("main a[href]").filter((link) => link.pathname === location.pathname)) {
    const url = new URL(link.href);
    url.searchParams.delete("item");
    ticked.forEach((value) => url.searchParams.append("item", value));
    link.href = url.href;
  }
};
const MOST_COMPARED = 4;
document.addEventListener("change", (event) => {
  if (!event.target.matches('[name="item"][form="compare"]')) return;
  const ticked = () => new FormData(find("#compare")).getAll("item");
  const note = find("#compare [data-full]");
  note.dataset.usual ??= note.textContent;
  const tooMany = ticked().length > MOST_COMPARED;
  if (tooMany) event.target.checked = false;
  note.textContent = tooMany ? note.dataset.full : note.dataset.usual;
  carry(ticked());
});

// Requests by htmx: the CSRF token goes along, the part that waits is marked, failures are said and never swapped in.
const notice = (kind) => {
  const box = find("#request-notice");
  find("span", box)?.remove();
  box.append(Object.assign(document.createElement("span"), { textContent: box.dataset[kind] }));
  box.hidden = false;
  setTimeout(() => (box.hidden = true), 8000);
};
document.addEventListener("htmx:config:request", (event) => {
  const token = find('meta[name="csrf-token"]');
  const { request } = event.detail.ctx;
  if (token) request.headers["X-CSRFToken"] = token.content;
  // An address says what was filled in.
  if (request.method === "GET") [...request.body].forEach(([name, value]) => value === "" && request.body.delete(name));
});
document.addEventListener("htmx:before:request", (event) => event.detail.ctx.target?.setAttribute?.("aria-busy", "true"));
document.addEventListener("htmx:finally:request", (event) => event.detail.ctx.target?.removeAttribute?.("aria-busy"));
// What was unfolded by hand stays so, and who ticked a box goes on from there.
let unfolded = [];
let focused = "";
document.addEventListener("htmx:before:swap", (event) => {
  unfolded = findAll("#filters details[id]").map((details) => [details.id, details.open]);
  focused = document.activeElement?.id || "";
  // A refusal that concerns the form (409, 422) comes back as a fragment; a whole error page is not swapped in.
  const { response, text } = event.detail.ctx;
  if (response && response.status >= 400 && /<html[\s>]/i.test(text || "")) {
    event.preventDefault();
    notice("failed");
  }
});
document.addEventListener("htmx:error", () => notice("offline"));
document.addEventListener("htmx:after:swap", () => {
  unfolded.forEach(([id, open]) => document.getElementById(id)?.toggleAttribute("open", open));
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
  countAll(document);
  find(".error-summary[autofocus]")?.focus();
});
countAll(document);
