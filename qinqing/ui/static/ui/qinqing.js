/* The browser's share: comfort, never a condition. Every write works without it.
   No inline handlers, no eval; everything hangs on data attributes and on the document, so that blocks
   swapped in by htmx have it too. */
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  /* What is said stands in the page, in the language of the page: {name} is filled. */
  const say = (name, values = {}) => {
    const kept = document.getElementById("qq-words")?.content.querySelector(`[data-word="${name}"]`)?.textContent || "";
    return kept.replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
  };

  /* Keys: "/" to search, J and K along rows, data-key presses or chooses what it names. They can be
     switched off in the person's menu (WCAG 2.1.4). ------------------------------------------------- */

  const KEYS = "qq-keys";
  const keysOn = () => localStorage.getItem(KEYS) !== "off";

  const showKeys = () => {
    document.documentElement.toggleAttribute("data-no-keys", !keysOn());
    all("[data-keys-toggle]").forEach((button) => {
      button.hidden = false;
      button.textContent = say(keysOn() ? "keys-off" : "keys-on");
    });
  };

  const keyName = (event) => {
    if (event.key === "Enter" && event.ctrlKey) return "Ctrl Enter";
    return event.key.length === 1 ? event.key.toUpperCase() : event.key;
  };

  const visible = (element) => element.getClientRects().length > 0 || element.matches(".qq-picks input");

  const named = (key) => all("[data-key]").find((one) => one.dataset.key === key && visible(one) && one.getAttribute("aria-disabled") !== "true");

  const press = (element, add) => {
    if (element.type === "checkbox" && !add) {
      all(`input[name="${CSS.escape(element.name)}"]`, element.form || document).forEach((other) => {
        if (other !== element) other.checked = false;
      });
    }
    element.focus();
    element.click();
  };

  const moveRow = (step) => {
    const links = all("[data-keys] tbody tr, [data-keys] > li").map((row) => row.querySelector("a[href], button")).filter(Boolean);
    if (!links.length) return false;
    const here = links.findIndex((link) => link.closest("tr, li").contains(document.activeElement));
    const marked = here < 0 ? links.findIndex((link) => link.closest("[aria-current], .qq-selected")) : here;
    const next = Math.min(Math.max(marked + step, 0), links.length - 1);
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all("details[data-close-outside][open]").forEach((one) => {
      one.open = false;
      one.querySelector("summary").focus();
    });
    if (event.isComposing || event.altKey || event.metaKey) return;
    const key = keyName(event);
    if (key !== "Ctrl Enter" && (typing(event.target) || !keysOn())) return;
    if (event.ctrlKey && key !== "Ctrl Enter") return;
    const digit = event.shiftKey && /^Digit[1-9]$/.test(event.code) ? event.code.slice(5) : "";
    if (key === "Enter" && event.target.closest("a, button, summary")) return;
    const focusable = digit ? null : all("[data-focus-key]").find((one) => one.dataset.focusKey === key && visible(one));
    const target = digit ? named(`Shift ${digit}`) || named(digit) : named(key);
    if (focusable) focusable.focus();
    else if (target) press(target, Boolean(digit));
    else if (!digit && ((key === "J" && moveRow(1)) || (key === "K" && moveRow(-1)))) { /* moved */ }
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    all("details[data-close-outside][open]").forEach((one) => {
      if (!one.contains(event.target)) one.open = false;
    });
    const toggle = event.target.closest("[data-key-toggle]");
    if (toggle) {
      const panel = document.getElementById(toggle.dataset.keyToggle);
      if (panel) {
        panel.hidden = !panel.hidden;
        toggle.setAttribute("aria-expanded", String(!panel.hidden));
        if (!panel.hidden) panel.querySelector("input, textarea, select, button, a")?.focus();
        event.preventDefault();
      }
    }
  });

  /* A form is sent once: a second press does nothing until an answer came. ---------------------------- */

  const release = (root) => all("[data-once] [aria-busy]", root).concat(all("form[data-sent]", root)).forEach((one) => {
    one.removeAttribute("aria-busy");
    delete one.dataset.sent;
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    if (form.dataset.draft) sessionStorage.setItem(SENT, draftKey(form));
  }, true);

  window.addEventListener("pageshow", () => release(document));
  document.addEventListener("htmx:afterRequest", (event) => release(event.target.parentNode || document));

  /* Drafts: what is typed into a form with data-draft stays in this tab until the form was taken. ------ */

  const SENT = "qq-sent";
  const draftKey = (form) => `qq-draft:${location.pathname}:${form.dataset.draft}`;

  const savedDraft = (form) => {
    try {
      return JSON.parse(sessionStorage.getItem(draftKey(form)) || "{}");
    } catch {
      return {};
    }
  };

  const restoreDraft = (form) => {
    const saved = savedDraft(form);
    all("textarea[name]", form).forEach((field) => {
      if (!field.value.trim() && saved[field.name]) field.value = saved[field.name];
    });
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || !event.target.matches("textarea[name]")) return;
    sessionStorage.setItem(draftKey(form), JSON.stringify({ ...savedDraft(form), [event.target.name]: event.target.value }));
  });

  /* Taken means: the very next page came by a redirect, which only a successful write sends. */
  const settleDraft = () => {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    const [arrival] = performance.getEntriesByType("navigation");
    if (sent && arrival?.type === "navigate" && arrival.redirectCount > 0) sessionStorage.removeItem(sent);
  };

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.target.matches("form[data-draft]")) sessionStorage.removeItem(draftKey(event.target));
  });

  /* Small comforts. ----------------------------------------------------------------------------------- */

  const countCharacters = (field) => {
    const limit = Number(field.dataset.limit);
    let note = field.nextElementSibling;
    if (!note?.matches(".qq-counter")) {
      note = document.createElement("p");
      note.className = "qq-hint qq-counter";
      field.after(note);
    }
    const length = Array.from(field.value.trim()).length;
    note.textContent = say(length > limit ? "too-long" : "length", { length, limit, over: length - limit });
    note.classList.toggle("qq-red", length > limit);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-limit]")) countCharacters(event.target);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-file-names]")) return;
    const list = event.target.parentElement.querySelector(".qq-file-names");
    list.replaceChildren(...Array.from(event.target.files, (file) => {
      const line = document.createElement("li");
      const size = document.createElement("span");
      size.textContent = file.size < 1048576 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`;
      line.append(file.name, size);
      return line;
    }));
  });

  document.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-elder-toggle], [data-keys-toggle], [data-print], [data-copy]");
    if (!target) return;
    if (target.matches("[data-print]")) window.print();
    if (target.matches("[data-copy]")) {
      await navigator.clipboard.writeText(new URL(target.dataset.copy, location.href).href);
      const word = target.querySelector("span") || target;
      word.textContent = say("copied");
      word.setAttribute("role", "status");
    }
    if (target.matches("[data-keys-toggle]")) {
      localStorage.setItem(KEYS, keysOn() ? "off" : "on");
      showKeys();
    }
    if (target.matches("[data-elder-toggle]")) {
      event.preventDefault();
      const on = document.documentElement.toggleAttribute("data-elder");
      document.cookie = `elder=${on ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
      all("[data-elder-toggle]").forEach((link) => { (link.querySelector("span") || link).textContent = say(on ? "elder-off" : "elder-on"); });
    }
  });

  const furnish = (root) => {
    all("form[data-draft]", root).forEach(restoreDraft);
    all("[data-limit]", root).forEach(countCharacters);
    all("[data-print]", root).forEach((button) => { button.hidden = false; });
    if (navigator.clipboard) all("[data-copy]", root).forEach((button) => { button.hidden = false; });
    root.querySelector("[data-focus-now]")?.focus();
  };

  settleDraft();
  showKeys();
  furnish(document);
  document.addEventListener("htmx:afterSwap", (event) => furnish(event.target.parentNode || document));
})();
