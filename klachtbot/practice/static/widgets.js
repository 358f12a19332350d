// Fields with more to them than the browser has: lists to search in, search fields that ask the app, shortcuts, trouble.
// Loaded before practice.js, which calls these.
"use strict";

// ---------------------------------------------------------------- lists in which several may be chosen

const boxesOf = (group) => [...group.querySelectorAll("input[type=checkbox]")];

// How many are chosen; at the most that may be, the others cannot be chosen any more.
function tally(control) {
  const line = control.parentElement.querySelector(":scope > .tally");
  if (!line || !control.matches(".choices")) return;
  const boxes = boxesOf(control);
  const chosen = boxes.filter((box) => box.checked).length;
  const most = Number(control.dataset.most ?? Infinity);
  for (const box of boxes) box.disabled = !box.checked && chosen >= most;
  const limit = most < Infinity ? ` (${page.atMost} ${most})` : "";
  line.textContent = chosen || limit ? `${chosen} ${page.chosen}${limit}` : "";
}

const bare = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function filter(field) {
  const group = field.parentElement.querySelector(".choices");
  const wanted = bare(field.value.trim());
  for (const choice of group.querySelectorAll(".choice")) choice.hidden = !bare(choice.textContent).includes(wanted);
  for (const label of group.querySelectorAll(".group")) label.hidden = wanted !== "";
}

// The arrow keys walk through what is shown; Enter chooses what is left when it is one.
function listKey(event, list) {
  const shown = boxesOf(list).filter((box) => !box.closest("[hidden]") && !box.disabled);
  const now = shown.indexOf(event.target);
  const filterField = list.querySelector("[data-filter]");
  if (event.key === "Enter" && event.target === filterField) {
    event.preventDefault();
    if (shown.length === 1) shown[0].click();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = event.key === "ArrowDown" ? shown[now + 1] : now > 0 ? shown[now - 1] : filterField;
    next?.focus();
  }
}

// ---------------------------------------------------------------- search fields: the app says what there is to choose

const finder = {
  read: (el) => el.dataset.value || null,
  write: (el, value) => put(el, value ?? "", textsFound.get(value) ?? (value === el.dataset.value ? el.dataset.text : "")),
};
const textsFound = new Map(); // value -> text
const PAUSE = 200; // ms after the last key before the app is asked
let asking = 0;
let pause;

function put(el, value, text) {
  el.dataset.value = value;
  el.dataset.text = text;
  el.value = text;
}

const listOf = (el) => el.parentElement.querySelector(".found");
const optionsOf = (el) => [...listOf(el).querySelectorAll("[role=option]")];

function search(el) {
  clearTimeout(pause);
  const typed = el.value.trim();
  const least = Number(el.dataset.least);
  const number = ++asking;
  if (typed.length < least) {
    showFound(el, []);
    sayAt(el, typed ? page.typeMore.replace("{}", least) : "");
    return;
  }
  pause = setTimeout(async () => {
    let outcome;
    try {
      outcome = await post(`/als/${page.me}/suggest`, {
        surface: surfaceOf(el), block_id: el.dataset.block, action_id: el.dataset.action, typed,
      });
    } catch { outcome = { ok: false, text: page.offline }; }
    if (number !== asking || !el.isConnected || document.activeElement !== el) return;
    showFound(el, outcome.groups ?? []);
    sayAt(el, outcome.ok ? (outcome.groups.length ? "" : page.nothing) : outcome.text);
  }, PAUSE);
}

const sayAt = (el, words) => { el.parentElement.querySelector(".tally").textContent = words; };

function showFound(el, groups) {
  const list = listOf(el);
  list.replaceChildren(...groups.flatMap(([label, options]) => [
    ...(label ? [made("li", { className: "group", role: "presentation" }, label)] : []),
    ...options.map((option) => {
      const item = made("li", { role: "option", ariaSelected: "false" }, option.text.text);
      item.dataset.value = option.value;
      item.dataset.text = option.text.text;
      if (option.description) item.append(made("small", {}, option.description.text));
      return item;
    }),
  ]));
  optionsOf(el).forEach((item, place) => { item.id = `${list.id}-${place}`; });
  list.hidden = groups.length === 0;
  el.setAttribute("aria-expanded", String(!list.hidden));
  if (!list.hidden) list.scrollIntoView({ block: "nearest" });
  point(el, null);
}

function made(tag, traits, words) {
  const el = document.createElement(tag);
  Object.assign(el, traits);
  el.textContent = words;
  return el;
}

function point(el, option) {
  for (const other of optionsOf(el)) other.setAttribute("aria-selected", String(other === option));
  if (option) { el.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else el.removeAttribute("aria-activedescendant");
}

function take(el, option) {
  textsFound.set(option.dataset.value, option.dataset.text);
  put(el, option.dataset.value, option.dataset.text);
  showFound(el, []);
  remember(el);
  forgive(el);
  if (el.hasAttribute("data-dispatch")) dispatch(el, el.dataset.value);
}

// Who leaves without choosing finds back what stood there; who empties the field chooses nothing.
function leave(el) {
  clearTimeout(pause);
  asking += 1;
  showFound(el, []);
  sayAt(el, "");
  if (el.value.trim() === "") put(el, "", ""); else el.value = el.dataset.text;
  remember(el);
}

function finderKey(event, el) {
  const options = optionsOf(el);
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const keys = {
    ArrowDown: () => point(el, options[(now + 1) % options.length]),
    ArrowUp: () => point(el, options[(now <= 0 ? options.length : now) - 1]),
    Enter: () => { const option = options[now] ?? (options.length === 1 ? options[0] : null); if (option) take(el, option); },
    Escape: () => { el.value = el.dataset.text; showFound(el, []); },
  };
  const open = !listOf(el).hidden;
  if (!keys[event.key] || (!open && event.key !== "Enter") || (!open && el.value === el.dataset.text)) return;
  event.preventDefault();
  event.stopPropagation();
  if (open) keys[event.key]();
}

// ---------------------------------------------------------------- fields for files: taken in as soon as they are chosen

const filesIn = (el) => JSON.parse(el.dataset.files);
const filesSeen = new Map(); // id -> name
const chooser = {
  read: (el) => filesIn(el).map((file) => file.id),
  write: (el, value) => {
    for (const file of filesIn(el)) filesSeen.set(file.id, file.name);
    el.dataset.files = JSON.stringify((value ?? []).map((id) => ({ id, name: filesSeen.get(id) ?? id })));
  },
};
let loading = Promise.resolve(); // a form that is sent waits for it

function showFiles(el) {
  const list = el.parentElement.querySelector(".files");
  list.replaceChildren(...filesIn(el).map((file) => {
    const item = made("li", {}, file.name);
    const away = made("button", { type: "button", className: "away", title: list.dataset.remove }, "×");
    away.setAttribute("aria-label", `${list.dataset.remove}: ${file.name}`);
    away.dataset.unchoose = file.id;
    item.append(away);
    return item;
  }));
  list.hidden = list.children.length === 0;
}

function upload(el) {
  const chosen = [...el.files];
  el.value = "";
  loading = (async () => { for (const file of chosen) await putFile(el, file); })();
}

async function putFile(el, file) {
  sayAt(el, page.uploading);
  let outcome;
  try {
    outcome = await post(`/als/${page.me}/upload`, {
      view_id: el.closest("[data-view]").dataset.view, block_id: el.dataset.block, action_id: el.dataset.action,
      name: file.name, content: await base64(file),
    });
  } catch { outcome = { ok: false, text: page.offline }; }
  const now = $(el.id) ?? el; // the form may have been drawn anew meanwhile
  if (outcome.ok) {
    filesSeen.set(outcome.file, outcome.name);
    const kept = Number(now.dataset.most) === 1 ? [] : chooser.read(now);
    chooser.write(now, [...kept, outcome.file]);
  }
  sayAt(now, outcome.ok ? "" : outcome.text);
  showFiles(now);
  remember(now);
  forgive(now);
}

const base64 = (file) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = failed;
  reader.readAsDataURL(file);
});

function unchoose(button) {
  const el = button.closest(".upload").querySelector("input");
  chooser.write(el, chooser.read(el).filter((id) => id !== button.dataset.unchoose));
  showFiles(el);
  remember(el);
  el.focus();
}

// ---------------------------------------------------------------- files sent along: their names, nothing else

const attached = () => [...$("attach").files].map((file) => file.name);

function showAttached() {
  $("attached").textContent = attached().join(" · ");
  $("attached").hidden = attached().length === 0;
}

// ---------------------------------------------------------------- shortcuts and trouble

async function useShortcut(item) {
  const menu = item.closest("details");
  const where = item.closest("[data-ts]");
  menu.open = false;
  menu.firstElementChild.focus();
  await waiting(menu, () => act("shortcut", {
    callback_id: item.dataset.shortcut, ...(where && { channel: where.dataset.channel, ts: where.dataset.ts }),
  }));
}

async function makeTrouble(button) {
  if (button.getAttribute("aria-disabled") === "true") return;
  try { await post("/storing", { fault: button.dataset.fault, method: $("fault-method").value }); } catch { toast(page.offline); }
  await refresh();
}

// ---------------------------------------------------------------- events

document.addEventListener("keydown", (event) => {
  const list = event.target.closest(".several");
  if (list) listKey(event, list);
  else if (event.target.matches("[data-control=external_select]")) finderKey(event, event.target);
}, true);

document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".found")) event.preventDefault(); // or the field would lose the focus first
});

document.addEventListener("click", (event) => {
  const option = event.target.closest(".found [role=option]");
  if (option) take(option.closest(".finder").querySelector("input"), option);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches("[data-control=external_select]") && event.target.isConnected) leave(event.target);
});

// A menu opens where there is room.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.acts") || !menu.open) return;
  const room = $("scroll").getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
  menu.classList.toggle("up", room < menu.lastElementChild.offsetHeight + 12);
}, true);
