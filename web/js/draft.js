// Saves a checklist's answer while it is typed, and shows what somebody else saves meanwhile. Forms with data-draft;
// without script the buttons save.
const waitToSave = 1200;
const askEvery = 15000;

export function draftForms() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.dataset.draft) start(form);
  }
}

function start(form) {
  const state = form.querySelector("[data-draft-state]");
  const news = form.querySelector("[data-draft-news]");
  let timer, saving = false, again = false, stopped = false;
  const touched = new Set();

  const body = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "act") data.append(name, value);
    }
    return data;
  };
  const tell = ({ news: text, theirs = [] }) => {
    news.hidden = !text;
    news.textContent = [text, ...theirs.map((field) => field.label + ": " + field.text)].join("\n");
  };
  const take = (answer) => {
    for (const [name, value] of Object.entries(answer.values ?? {})) {
      const control = form.elements[name];
      if (control && "value" in control && !touched.has(name)) control.value = value;
    }
    // What was typed meanwhile counts from what it was typed against; so does what a script cannot write.
    const base = JSON.parse(form.elements.base.value || "null") ?? {};
    for (const [key, value] of Object.entries(answer.base ?? {})) {
      const name = "f." + key;
      if (!(name in (answer.values ?? {}) && touched.has(name))) base[key] = value;
    }
    form.elements.seen.value = answer.seen;
    form.elements.base.value = JSON.stringify(base);
  };
  const save = async () => {
    if (stopped) return;
    if (saving) { again = true; return; }
    saving = true;
    try {
      const response = await fetch(form.dataset.draft, { method: "POST", body: body(), headers: { Accept: "application/json" } });
      if (response.redirected || !(response.headers.get("Content-Type") ?? "").includes("json")) throw new Error("no answer");
      const answer = await response.json();
      if (response.ok) take(answer);
      if (answer.news) tell(answer);
      state.textContent = answer.state;
      stopped = answer.stop === true;
      if (response.ok && !again) touched.clear();
    } catch {
      state.textContent = form.dataset.draftFailed;
    } finally {
      saving = false;
      if (again) { again = false; save(); }
    }
  };
  const ask = async () => {
    if (stopped || saving || document.hidden) return;
    try {
      const response = await fetch(form.dataset.draft + "?seen=" + form.elements.seen.value, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const answer = await response.json();
      if (!answer.news || touched.size > 0) return;
      tell(answer);
      take(answer);
    } catch {
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    touched.add(event.target.name);
    clearTimeout(timer);
    timer = setTimeout(save, waitToSave);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && touched.size > 0 && !stopped) { clearTimeout(timer); save(); }
  });
  setInterval(ask, askEvery);
}
