/* Suggestions under the search field: a combobox with a list, as the ARIA Authoring Practices describe it. */
for (const input of document.querySelectorAll("input[data-suggest]")) combobox(input);

function combobox(input) {
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let asked = 0;
  let timer = 0;
  let typed = input.value;

  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") move(1, event);
    if (event.key === "ArrowUp") move(-1, event);
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    }
    if (event.key === "Enter") close();
  });
  // What isn't set has no place in the address.
  input.form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  // A press would take the focus from the field before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (!option) return;
    input.value = option.textContent;
    input.form.requestSubmit();
  });

  async function ask() {
    const number = ++asked;
    const words = typed.trim() ? await suggestions(typed) : [];
    if (number === asked && document.activeElement === input) show(words);
  }

  async function suggestions(text) {
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: text })}`);
      return answer.ok ? (await answer.json()).suggestions : [];
    } catch {
      return []; // away: the field works without
    }
  }

  function show(words) {
    list.replaceChildren(...words.map((word, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = word;
      return option;
    }));
    list.hidden = words.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
    status.textContent = words.length ? String(words.length) : "";
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    show([]);
  }

  function move(step, event) {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    event.preventDefault();
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const places = options.length + 1; // the typed text is one of them
    const next = (now + 1 + step + places) % places - 1;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === next)));
    input.value = next < 0 ? typed : options[next].textContent;
    if (next < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[next].id);
  }
}
