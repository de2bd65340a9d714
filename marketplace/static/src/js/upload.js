// Uploads one by one with progress; the form then carries the ids of the stored files instead of the files.
//
// <input type="file" data-upload="URL">: each file is posted as `file`; the answer is {public_id, name} or the error
// shape {error: {message}}. Without this script the form sends the files itself.

class Upload {
  constructor(input) {
    this.input = input;
    this.box = input.closest(".upload-drop");
    this.list = this.box.querySelector(".upload-list");
    this.name = input.name;
    this.running = 0;
    input.addEventListener("change", () => this.take(input.files));
    input.form.addEventListener("submit", (event) => this.hold(event), true);
    for (const type of ["dragover", "dragleave", "drop"]) this.box.addEventListener(type, (event) => this.drag(event));
  }

  drag(event) {
    event.preventDefault();
    this.box.classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop") this.take(event.dataTransfer.files);
  }

  take(files) {
    [...files].forEach((file) => this.add(file));
    this.input.value = ""; // or the form would send them a second time
  }

  // A form must not leave while files are still under way.
  hold(event) {
    if (!this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.say(this.list.lastElementChild, this.input.dataset.wait);
  }

  add(file) {
    const item = document.createElement("li");
    item.className = "upload-item";
    const name = Object.assign(document.createElement("span"), { textContent: `${file.name} (${size(file.size)})` });
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-small" });
    button.textContent = this.input.dataset.remove;
    item.append(name, button, Object.assign(document.createElement("span"), { className: "small muted" }), bar);
    this.list.append(item);
    const most = Number(this.input.dataset.max || 0);
    if (most && file.size > most) this.fail(item, this.input.dataset.large);
    else this.send(file, item, bar);
    button.addEventListener("click", () => this.remove(item));
  }

  send(file, item, bar) {
    const request = (item.request = new XMLHttpRequest());
    const data = new FormData();
    data.append("file", file);
    data.append("csrf_token", this.input.form.elements.csrf_token.value);
    request.open("POST", this.input.dataset.upload);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => (bar.value = (100 * event.loaded) / event.total));
    request.addEventListener("load", () => (request.status < 300 ? this.done(item, request.response) : this.fail(item, request.response?.error?.message, file)));
    request.addEventListener("error", () => this.fail(item, null, file));
    request.addEventListener("loadend", () => (this.running -= 1));
    this.running += 1;
    request.send(data);
  }

  done(item, stored) {
    item.querySelector("progress").remove();
    this.say(item, this.input.dataset.done);
    item.append(Object.assign(document.createElement("input"), { type: "hidden", name: this.name, value: stored.public_id }));
    this.input.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  fail(item, message, file) {
    item.querySelector("progress").hidden = true;
    this.say(item, message || this.input.dataset.failed);
    if (!file) return;
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-small", textContent: this.input.dataset.retry });
    again.addEventListener("click", () => { item.remove(); this.add(file); });
    item.append(again);
  }

  remove(item) {
    item.request?.abort();
    item.remove();
    this.input.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(item, text) {
    if (item) item.querySelector(".small").textContent = text;
  }
}

function size(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

document.querySelectorAll("input[type=file][data-upload]").forEach((input) => new Upload(input));
