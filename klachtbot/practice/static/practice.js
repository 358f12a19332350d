// The practice workspace in the browser. The server renders whole pages; after every change this script fetches the page
// again and swaps the regions that differ. What a person has typed, where the focus is and what stands open stay.
"use strict";

const page = document.body.dataset;
const $ = (id) => document.getElementById(id);

// ---------------------------------------------------------------- controls: reading, writing, remembering

const checked = (group) => [...group.querySelectorAll("input:checked")].map((box) => box.value);
const typed = { read: (el) => el.value || null, write: (el, value) => { el.value = value ?? ""; } };
const many = {
  read: (el) => checked(el),
  write: (el, value) => el.querySelectorAll("input").forEach((box) => { box.checked = (value ?? []).includes(box.value); }),
};
const one = {
  read: (el) => checked(el)[0] ?? null,
  write: (el, value) => el.querySelectorAll("input").forEach((box) => { box.checked = box.value === value; }),
};
const KINDS = { radio_buttons: one, checkboxes: many, multi_static_select: many, multi_users_select: many, external_select: finder, file_input: chooser };
const kind = (control) => KINDS[control.dataset.control] ?? typed;
const controls = (root) => [...root.querySelectorAll("[data-control]")];

function valuesOf(root) {
  const values = {};
  for (const control of controls(root)) {
    (values[control.dataset.block] ??= {})[control.dataset.action] = kind(control).read(control);
  }
  return values;
}

// view id -> block and action -> what this person changed; survives every re-rendering of the view, also by the app.
const drafts = new Map();
const draftKey = (control) => JSON.stringify([control.dataset.block, control.dataset.action]);

function remember(control) {
  const view = control.closest("[data-view]")?.dataset.view;
  if (!view) return;
  if (!drafts.has(view)) drafts.set(view, new Map());
  drafts.get(view).set(draftKey(control), kind(control).read(control));
}

function restore(dialog) {
  const draft = drafts.get(dialog.dataset.view) ?? new Map();
  for (const control of controls(dialog)) {
    if (draft.has(draftKey(control))) kind(control).write(control, draft.get(draftKey(control)));
    explain(control);
  }
}

// An error goes as soon as somebody puts it right; the server says whether it is.
function forgive(control) {
  const field = control.closest(".b-input.wrong");
  if (!field) return;
  field.classList.remove("wrong");
  field.querySelector(".error").remove();
  control.removeAttribute("aria-invalid");
}

// A date in words beside the field, and how many characters are left when it gets tight.
function explain(control) {
  tally(control);
  if (control.dataset.control === "file_input") showFiles(control);
  if (control.dataset.control === "datepicker") {
    const words = control.nextElementSibling;
    const day = control.value ? new Date(`${control.value}T12:00:00`) : null;
    words.textContent = day && !Number.isNaN(day.valueOf())
      ? day.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", year: "numeric" })
      : "";
  }
  if (control.dataset.max) {
    const length = [...control.value].length;
    const max = Number(control.dataset.max);
    let count = control.parentElement.querySelector(".count");
    if (!count) {
      count = document.createElement("p");
      count.className = "count";
      count.setAttribute("aria-live", "polite");
      control.after(count);
    }
    count.textContent = length > max * 0.8 ? `${length} / ${max} ${page.characters}` : "";
    count.classList.toggle("over", length > max);
  }
}

// ---------------------------------------------------------------- swapping what changed

const last = new Map();

function swap(region, fresh) {
  const name = region.dataset.region;
  if (last.get(name) === fresh.innerHTML) return false;
  last.set(name, fresh.innerHTML);
  if (region.hasAttribute("data-keyed")) keyed(region, fresh);
  else region.replaceChildren(...document.importNode(fresh, true).childNodes);
  return true;
}

// Children with the same id stay when they are the same: a screen reader hears only what is new.
function keyed(region, fresh) {
  const old = new Map([...region.children].map((child) => [child.id, child]));
  const wanted = [...fresh.children].map((child) => {
    const mine = old.get(child.id);
    return mine?.dataset.source === child.outerHTML ? mine : marked(child);
  });
  for (const child of [...region.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, place) => {
    if (region.children[place] !== child) region.insertBefore(child, region.children[place] ?? null);
  });
}

function marked(child) {
  const copy = document.importNode(child, true);
  copy.dataset.source = child.outerHTML;
  return copy;
}

let looking = null;
let again = false;

// Resolves when the page is as it was on the server at the moment of the call, or later.
function refresh() {
  again = true;
  looking ??= lookUntilQuiet().finally(() => { looking = null; });
  return looking;
}

async function lookUntilQuiet() {
  while (again) {
    again = false;
    try { await look(); } catch { /* the stream says when the server is gone */ }
  }
}

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) return;
  if (response.redirected) { location.assign(response.url); return; }
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.id;
  const openMenu = document.querySelector("details.overflow[open]")?.id;
  const scrolled = $("fields")?.scrollTop ?? 0;
  const wasView = $("modal")?.dataset.view;
  const atEnd = nearEnd();
  for (const region of document.querySelectorAll("[data-region]")) {
    const other = fresh.getElementById(region.id);
    if (!other || !swap(region, other)) continue;
    if (region.dataset.region === "modal") showModal(wasView, focused, scrolled);
    if (region.dataset.region === "log" && atEnd) toEnd();
    if (region.dataset.region === "traffic") region.scrollTop = region.scrollHeight;
  }
  markUnread();
  if (openMenu && $(openMenu)) $(openMenu).open = true;
  if (focused && document.activeElement === document.body) $(focused)?.focus();
}

// What came in elsewhere since this person last looked there, in this tab.
function markUnread() {
  for (const line of document.querySelectorAll("#places [data-latest]")) {
    const key = `seen ${page.me} ${line.dataset.channel}`;
    if (line.dataset.channel === page.place) sessionStorage.setItem(key, line.dataset.latest);
    const unread = line.dataset.latest > (sessionStorage.getItem(key) ?? "");
    line.classList.toggle("unread", unread);
    line.querySelector(".new").hidden = !unread;
  }
}

const nearEnd = () => { const el = $("scroll"); return !el || el.scrollHeight - el.scrollTop - el.clientHeight < 120; };
const toEnd = () => { const el = $("scroll"); if (el) el.scrollTop = el.scrollHeight; };

// ---------------------------------------------------------------- modals

let before = null; // where the focus was before the first modal opened

function showModal(wasView, focused, scrolled) {
  const dialog = $("modal");
  if (!dialog) {
    if (wasView) { drafts.delete(wasView); (before && $(before) ? $(before) : $("text") ?? $("main")).focus(); }
    return;
  }
  if (!wasView) before = focused ?? null;
  restore(dialog);
  markBusy();
  dialog.showModal();
  const same = wasView === dialog.dataset.view;
  const wrong = dialog.querySelector("[aria-invalid]");
  if (same) $("fields").scrollTop = scrolled;
  const first = dialog.querySelector("[data-first]") ?? dialog.querySelector(".b-input [data-control]");
  const target = wrong ?? $("form-error") ?? (same && focused ? $(focused) : null) ?? first ?? $("fields");
  focusable(target).focus();
  if (wrong) wrong.closest(".b-input").scrollIntoView({ block: "nearest" });
  if (!wrong && $("form-error")) $("fields").scrollTop = 0;
}

function focusable(target) {
  if (target.id === "form-error") target.tabIndex = -1;
  return target.matches(".choices") ? target.querySelector("input:checked") ?? target.querySelector("input") : target;
}

let submitting = false;

async function submit(dialog) {
  if (submitting) return;
  submitting = true;
  markBusy();
  last.delete("modal"); // the same error must show again, although it was forgiven here
  await loading;
  await act("submit", { view_id: dialog.dataset.view, values: valuesOf(dialog) });
  submitting = false;
  markBusy();
}

const markBusy = () => $("submit")?.setAttribute("aria-busy", String(submitting));

const closeModal = (all) => act("close", { view_id: $("modal").dataset.view, all });

// ---------------------------------------------------------------- saying and doing

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  return response.ok ? response.json() : { ok: false, text: page.failed };
}

async function act(verb, body) {
  let outcome;
  try { outcome = await post(`/als/${page.me}/${verb}`, body); } catch { outcome = { ok: false, text: page.offline }; }
  await refresh();
  if (!outcome.ok && !alreadySaid(outcome.text)) toast(outcome.text || page.failed);
  return outcome;
}

const note = $("toast");
let toastTimer;

// An error at its field, or an answer in the channel, is not said twice.
function alreadySaid(text) {
  const inForm = $("modal")?.querySelector("[aria-invalid], .form-error");
  const inChannel = $("log")?.lastElementChild?.textContent.includes((text || page.failed).replaceAll("`", ""));
  return Boolean(inForm || inChannel);
}

function toast(text) {
  ($("modal")?.open ? $("modal") : document.body).append(note); // what lies under a modal is neither seen nor heard
  note.hidden = false;
  note.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { note.hidden = true; }, 8000);
}

async function waiting(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try { await work(); } finally { button.removeAttribute("aria-busy"); }
}

function surfaceOf(el) {
  const where = el.closest("[data-surface]");
  return {
    message: () => ({ kind: "message", channel: where.dataset.channel, ts: where.dataset.ts }),
    view: () => ({ kind: "view", view_id: where.dataset.view }),
    home: () => ({ kind: "home" }),
  }[where.dataset.surface]();
}

function dispatch(el, value) {
  const where = el.closest("[data-surface]");
  return act("click", {
    surface: surfaceOf(el), block_id: el.dataset.block, action_id: el.dataset.action, value, values: valuesOf(where),
  });
}

async function press(button) {
  const source = document.querySelector(`template[data-confirm="${button.dataset.confirmOf ?? button.id}"]`);
  button.closest("details")?.removeAttribute("open");
  if (source && !(await agreed(source, button))) return;
  await waiting(button, () => dispatch(button, button.dataset.value ?? null));
}

function agreed(source, opener) {
  const dialog = $("confirm");
  dialog.replaceChildren(document.importNode(source.content, true));
  dialog.returnValue = "no";
  dialog.querySelectorAll("button").forEach((button) => { button.onclick = () => dialog.close(button.value); });
  dialog.showModal();
  dialog.querySelector('button[value="no"]').focus();
  return new Promise((done) => {
    dialog.onclose = () => { if (opener.isConnected) opener.focus(); done(dialog.returnValue === "yes"); };
  });
}

// ---------------------------------------------------------------- the composer and its hints

const hints = () => [...document.querySelectorAll("#hints li")];
const shownHints = () => hints().filter((hint) => !hint.hidden);

function offerHints() {
  const text = $("text").value;
  for (const hint of hints()) hint.hidden = !text.startsWith("/") || !hint.dataset.fill.startsWith(text) || hint.dataset.fill === text;
  const any = shownHints().length > 0;
  $("hints").hidden = !any;
  $("text").setAttribute("aria-expanded", String(any));
  choose(null);
}

function choose(hint) {
  for (const other of hints()) other.setAttribute("aria-selected", String(other === hint));
  if (hint) { $("text").setAttribute("aria-activedescendant", hint.id); hint.scrollIntoView({ block: "nearest" }); }
  else $("text").removeAttribute("aria-activedescendant");
}

function fill(hint) {
  $("text").value = hint.dataset.fill;
  $("text").focus();
  offerHints();
}

const chosen = () => hints().find((hint) => hint.getAttribute("aria-selected") === "true" && !hint.hidden);

function step(by) {
  const shown = shownHints();
  const now = shown.indexOf(chosen());
  choose(shown[(now + by + shown.length + (now < 0 && by < 0 ? 1 : 0)) % shown.length]);
}

const COMPOSER_KEYS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Tab: () => fill(chosen() ?? shownHints()[0]),
  Escape: () => { $("hints").hidden = true; },
};

function composerKey(event) {
  if (!$("hints").hidden && COMPOSER_KEYS[event.key] && !event.shiftKey) {
    event.preventDefault();
    COMPOSER_KEYS[event.key]();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!$("hints").hidden && chosen()) fill(chosen());
    else $("composer").requestSubmit();
  }
}

async function say() {
  const box = $("text");
  const text = box.value.trim();
  const files = text.startsWith("/") ? [] : attached();
  if (!text && !files.length) return;
  box.value = "";
  offerHints();
  grow(box);
  const outcome = await act("say", { channel: $("composer").dataset.channel, text, files });
  if (!outcome.ok && !box.value) { box.value = text; grow(box); }
  if (outcome.ok && files.length) { $("attach").value = ""; showAttached(); }
  toEnd();
}

function grow(box) {
  box.rows = Math.min(6, box.value.split("\n").length);
}

// ---------------------------------------------------------------- events

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  for (const open of document.querySelectorAll("details.overflow[open], details.people[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  if (at("[data-unchoose]")) unchoose(at("[data-unchoose]"));
  else if (at("[data-shortcut]")) useShortcut(at("[data-shortcut]"));
  else if (at("[data-fault]")) makeTrouble(at("[data-fault]"));
  else if (at("[data-press]")) press(at("[data-press]"));
  else if (at("[data-close]")) closeModal(at("[data-close]").dataset.close === "all");
  else if (at("button[data-clock]")) moveClock({ step: at("button[data-clock]").dataset.clock });
  else if (at("[data-fill]")) fill(at("[data-fill]"));
  else if (at("#traffic-toggle, #traffic-close")) showTraffic($("traffic").hidden);
  else if (at("#menu")) showNav($("menu").getAttribute("aria-expanded") !== "true");
  else if (!at("#nav")) showNav(false);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "text") { offerHints(); grow(event.target); return; }
  const control = event.target.closest("[data-control]");
  if (event.target.matches("[data-filter]")) filter(event.target);
  else if (control?.dataset.control === "external_select") search(control);
  else if (control) { remember(control); explain(control); forgive(control); }
});

document.addEventListener("change", (event) => {
  if (event.target.id === "attach") { showAttached(); $("text").focus(); return; }
  if (event.target.id === "pick-date") { if (event.target.value) moveClock({ step: "date", date: event.target.value }); return; }
  if (event.target.matches("[data-control=file_input]")) { upload(event.target); return; }
  const control = event.target.closest("[data-control][data-dispatch]");
  if (control && control.dataset.control !== "external_select") dispatch(control, kind(control).read(control));
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.id === "composer") { say(); return; }
  submit(event.target.closest("[data-view]"));
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "text") { composerKey(event); return; }
  const menu = event.target.closest("details.overflow");
  if (menu?.open) menuKey(event, menu);
  else if (event.key === "Escape" && event.target.closest("#modal")) { event.preventDefault(); closeModal(false); }
  else if (event.key === "Escape" && $("people").open) { $("people").open = false; $("people").firstElementChild.focus(); }
});

function menuKey(event, menu) {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const now = items.indexOf(event.target);
  const move = { ArrowDown: now + 1, ArrowUp: now < 0 ? -1 : now - 1 }[event.key];
  if (move !== undefined) { event.preventDefault(); items[(move + items.length) % items.length].focus(); }
  if (event.key === "Escape") { event.preventDefault(); menu.open = false; menu.firstElementChild.focus(); }
}

// Esc in a modal closes this view, as its close button does: the server is asked, it never just vanishes.
document.addEventListener("cancel", (event) => {
  if (event.target.id === "modal") { event.preventDefault(); closeModal(false); }
}, true);

async function moveClock(body) {
  try { await post("/klok", body); } catch { toast(page.offline); }
  await refresh();
}

function showTraffic(show) {
  $("traffic").hidden = !show;
  $("traffic-toggle").setAttribute("aria-expanded", String(show));
  if (show) $("traffic-lines").scrollTop = $("traffic-lines").scrollHeight;
  (show ? $("traffic-close") : $("traffic-toggle")).focus();
}

function showNav(show) {
  $("menu")?.setAttribute("aria-expanded", String(show));
  $("nav")?.classList.toggle("open", show);
}

// ---------------------------------------------------------------- start

function start() {
  for (const region of document.querySelectorAll("[data-region]")) {
    last.set(region.dataset.region, region.innerHTML);
    for (const control of controls(region)) explain(control);
    if (region.hasAttribute("data-keyed")) for (const child of region.children) child.dataset.source = child.outerHTML;
  }
  if ($("modal")) showModal(undefined, "text", 0);
  else if (matchMedia("(pointer: fine)").matches) $("text")?.focus(); // on a phone the keyboard would jump up
  toEnd();
  markUnread();
  const stream = new EventSource(`/als/${page.me}/events`);
  let gone; // a moment's grace: leaving the page closes the stream, too
  stream.onopen = () => { clearTimeout(gone); note.hidden = true; refresh(); };
  stream.onmessage = refresh;
  stream.onerror = () => { clearTimeout(gone); gone = setTimeout(() => toast(page.offline), 2500); };
  if (page.place === "home") act("home", {});
}

if (document.body.classList.contains("place")) start();
