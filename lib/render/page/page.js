"use strict";
// The report page. Cards are there without this script; it adds the log, which
// is made of the JSON in #log when it is unfolded, and the buttons.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const make = (tag, className = "", text = "") => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };
  const page = document.documentElement;
  const words = JSON.parse($("#words").textContent);
  const data = JSON.parse($("#log").textContent);
  const say = (key, ...values) => {
    let text = words[page.lang][key];
    for (const value of values) text = text.replace("{}", value);
    return text;
  };
  const number = (n) => n.toLocaleString("en-US");

  // ---- language and scheme ------------------------------------------------
  const labelled = [];  // [node, function that writes its text]
  const label = (node, write) => {
    labelled.push([node, write]);
    write(node);
    return node;
  };
  const setLanguage = (lang) => {
    page.lang = lang;
    for (const [node, write] of labelled) write(node);
    for (const node of all("[data-title]")) node.title = node.ariaLabel = say(node.dataset.title);
    $("#search").placeholder = say("search");
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const setScheme = (scheme) => { page.dataset.scheme = scheme; };
  setScheme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", (event) => setScheme(event.matches ? "dark" : "light"));
  const otherLanguage = () => setLanguage(page.lang === "zh" ? "en" : "zh");
  const otherScheme = () => setScheme(page.dataset.scheme === "dark" ? "light" : "dark");

  // ---- copy buttons ---------------------------------------------------------
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(make("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  for (const button of all(".copy")) {
    label(button, (node) => { node.textContent = say("copy"); });
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy($("code", button.parentElement).textContent);
      button.textContent = say("copied");
      button.classList.add("done");
      setTimeout(() => {
        button.textContent = say("copy");
        button.classList.remove("done");
      }, 1500);
    });
  }

  // ---- the log ----------------------------------------------------------------
  // Lines of all sources have one running index, so that the strip is one line.
  const findings = new Map();  // "source:line" -> index of the first finding there
  data.findings.forEach(([source, line], index) => {
    const key = `${source}:${line}`;
    if (!findings.has(key)) findings.set(key, index);
  });
  const parts = [];  // every run of lines with its fold, in order
  const CHUNK = 200;
  const LINE_HEIGHT = 1.5;  // as in the style

  const lineNode = (part, line) => {
    const [n, text, mark] = line;
    const node = make("div", "l" + (mark ? ` ${mark}` : ""));
    const link = make("a", "n", String(n));
    link.href = `#L${part.source}-${n}`;
    node.id = `L${part.source}-${n}`;
    node.append(link);
    const body = make("span");
    if (typeof text === "string") {
      body.textContent = text;
    } else {
      for (const [piece, style] of text) {
        const span = make("span", "", piece);
        for (const code of (style || "").split(" ")) {
          if (code.startsWith("#")) span.style.color = code;
          else if (code) span.classList.add(code);
        }
        body.append(span);
      }
    }
    node.append(body);
    const finding = findings.get(`${part.source}:${n}`);
    if (finding !== undefined) {
      node.classList.add(finding === 0 ? "root" : "finding");
      const back = make("a", "cause-link");
      back.href = `#f${data.cards[finding]}`;
      label(back, (a) => { a.textContent = say(finding === 0 ? "root" : "toCard"); });
      node.append(back);
    }
    return node;
  };

  const gapNode = (count) => label(make("div", "gap"), (node) => {
    node.textContent = say("gap", number(count));
  });

  // Nodes of lines are made when a fold opens, or, of a long log, when they come
  // near what is seen.
  const makeLines = (chunk) => {
    if (chunk.made) return;
    chunk.made = true;
    nearby.unobserve(chunk.node);
    chunkOf.delete(chunk.node);
    if (chunk.node.style.height) chunk.node.removeAttribute("style");
    chunk.node.append(...chunk.part.lines.slice(chunk.from, chunk.to).map((line) => lineNode(chunk.part, line)));
  };
  const chunkOf = new Map();  // by node
  const nearby = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) makeLines(chunkOf.get(entry.target));
  }, { rootMargin: "1500px" });
  let atOnce = 3000;

  const fill = (part) => {
    if (part.filled) return;
    part.filled = true;
    part.chunks = [];
    let next = part.first;
    for (let from = 0, to = 0; from < part.lines.length; from = to) {
      const begin = part.lines[from][0];
      if (begin > next) part.body.append(gapNode(begin - next));
      for (to = from; to < part.lines.length && to - from < CHUNK && part.lines[to][0] - begin === to - from;) ++to;
      next = begin + to - from;
      const chunk = { part, from, to, first: begin, next, node: part.body.appendChild(make("div", "chunk")), made: false };
      part.chunks.push(chunk);
      if (atOnce > 0) {
        atOnce -= to - from;
        makeLines(chunk);
      } else {
        chunk.node.style.height = `${(to - from) * LINE_HEIGHT}em`;
        chunkOf.set(chunk.node, chunk);
        nearby.observe(chunk.node);
      }
    }
    if (next <= part.last) part.body.append(gapNode(part.last - next + 1));
  };

  const fold = (parent, name, failed, open) => {
    const details = parent.appendChild(make("details"));
    const summary = details.appendChild(make("summary", failed ? "failed" : ""));
    summary.append(name);
    details.open = open;
    return details;
  };

  const log = $("#lines");
  const sizes = new Map();  // lines of each fold
  let base = 0;
  const stepNames = (part) => [part.job, part.step];
  data.sources.forEach((source, sourceIndex) => {
    const root = data.sources.length > 1
      ? fold(log, source.name || say("input"), source.parts.some((p) => p.failed), true) : log;
    let job = null;
    let step = null;
    let stepKey = null;
    for (const part of source.parts) {
      const here = JSON.stringify(stepNames(part));
      if (part.job !== (job && job.name)) {
        job = { name: part.job, node: part.job ? fold(root, part.job, false, true) : root };
        stepKey = null;
      }
      if (here !== stepKey) {
        stepKey = here;
        const opened = part.failed || source.parts.length === 1;
        step = part.step ? fold(job.node, part.step, part.failed, opened) : job.node;
        if (part.failed && job.node !== root) $("summary", job.node).classList.add("failed");
      }
      const holder = part.group && part.group !== part.step ? fold(step, part.group, false, false) : step;
      const body = holder.appendChild(make("div"));
      const known = { ...part, source: sourceIndex, base, body, holder, filled: false };
      for (let node = holder; node && node !== log; node = node.parentElement) {
        if (node.tagName === "DETAILS") sizes.set(node, (sizes.get(node) || 0) + part.last - part.first + 1);
      }
      parts.push(known);
      const unfold = () => { if (isOpen(holder)) fill(known); };
      for (let node = holder; node && node !== log; node = node.parentElement) {
        if (node.tagName === "DETAILS") node.addEventListener("toggle", unfold);
      }
      unfold();
    }
    source.base = base;
    base += source.lines;
  });
  for (const [node, size] of sizes) {
    label($("summary", node).appendChild(make("small")), (small) => {
      small.textContent = say(size === 1 ? "line" : "lines", number(size));
    });
  }
  function isOpen(node) {
    for (; node && node !== log; node = node.parentElement) {
      if (node.tagName === "DETAILS" && !node.open) return false;
    }
    return true;
  }
  const total = Math.max(base, 1);

  const show = (source, line) => {
    const inSource = parts.filter((p) => p.source === source);
    const part = inSource.find((p) => p.first <= line && line <= p.last) || inSource.at(-1);
    if (!part) return null;
    for (let node = part.holder; node && node !== log; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    fill(part);
    let best = null;
    for (const [n] of part.lines) {
      if (best === null || Math.abs(n - line) < Math.abs(best - line)) best = n;
    }
    // With the lines before and after, so that nothing moves when they are made.
    const chunk = part.chunks.findIndex((c) => c.first <= best && best < c.next);
    for (const c of part.chunks.slice(Math.max(0, chunk - 1), chunk + 2)) makeLines(c);
    const node = best === null ? part.body : document.getElementById(`L${source}-${best}`);
    for (const old of all(".l.now")) old.classList.remove("now");
    node.classList.add("now");
    node.scrollIntoView({ block: "center" });
    return node;
  };
  const showTarget = () => {
    const place = /^#L(\d+)-(\d+)$/.exec(location.hash);
    if (place) show(Number(place[1]), Number(place[2]));
    const card = /^#f\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (card && card.tagName === "DETAILS") card.open = true;
  };
  addEventListener("hashchange", showTarget);
  for (const link of all("a.place")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      showTarget();
    });
  }

  // ---- where in the log errors are --------------------------------------------
  const strip = $("#strip");
  const CELLS = data.sources.length === 0 ? 0 : Math.min(120, total);
  const heat = new Array(CELLS).fill(0);
  const cellOf = (index) => Math.min(CELLS - 1, Math.floor((index / total) * CELLS));
  for (const source of data.sources) {
    source.errors.forEach((count, bucket) => {
      if (count > 0) heat[cellOf(source.base + bucket * source.bucket)] += count;
    });
  }
  const hottest = Math.max(...heat, 1);
  const marks = new Map();
  data.findings.forEach(([source, line], index) => {
    const cell = cellOf(data.sources[source].base + line - 1);
    if (!marks.has(cell) || index === 0) marks.set(cell, index);
  });
  for (let cell = 0; cell < CELLS; ++cell) {
    const at = Math.floor((cell / CELLS) * total);
    const source = data.sources.findLastIndex((s) => s.base <= at);
    const button = strip.appendChild(make("button"));
    button.tabIndex = -1;
    const level = heat[cell] === 0 ? 0 : Math.ceil((3 * Math.log1p(heat[cell])) / Math.log1p(hottest));
    if (level > 0) button.classList.add(`h${level}`);
    const mark = marks.get(cell);
    if (mark !== undefined) button.classList.add(mark === 0 ? "root" : "finding");
    const target = mark === undefined ? [source, at - data.sources[source].base + 1] : data.findings[mark];
    label(button, (node) => { node.title = say("cell", number(target[1]), heat[cell]); });
    button.addEventListener("click", () => show(target[0], target[1]));
  }

  // ---- next finding -------------------------------------------------------------
  const inOrder = data.findings.map((place, index) => [place, index]).sort(
    ([[s1, l1]], [[s2, l2]]) => s1 - s2 || l1 - l2);
  let current = -1;
  const jump = (step) => {
    if (inOrder.length === 0) return;
    current = current < 0 ? inOrder.findIndex(([, index]) => index === 0)
      : (current + step + inOrder.length) % inOrder.length;
    const [[source, line]] = inOrder[current];
    show(source, line);
    $("#count").textContent = `${current + 1}/${inOrder.length}`;
  };

  // ---- search ---------------------------------------------------------------------
  const search = $("#search");
  let found = [];
  let at = -1;
  const textOf = (text) => (typeof text === "string" ? text : text.map(([piece]) => piece).join(""));
  const mark = () => {
    for (const node of all(".l.found")) node.classList.remove("found", "at");
    for (const [source, line] of found.slice(Math.max(0, at - 200), at + 200)) {
      const node = document.getElementById(`L${source}-${line}`);
      if (node) node.classList.add("found");
    }
    const here = at >= 0 && document.getElementById(`L${found[at][0]}-${found[at][1]}`);
    if (here) here.classList.add("at");
  };
  let searched = "";
  const find = () => {
    const wanted = search.value.toLowerCase();
    searched = search.value;
    found = [];
    at = -1;
    if (wanted.length > 0) {
      for (const part of parts) {
        for (const [n, text] of part.lines) {
          if (textOf(text).toLowerCase().includes(wanted)) found.push([part.source, n]);
        }
      }
    }
    mark();
    $("#count").textContent = wanted ? say("found", number(found.length)) : "";
  };
  const nextFound = (step) => {
    if (found.length === 0) return;
    at = at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length;
    show(...found[at]);
    mark();
    $("#count").textContent = `${at + 1}/${found.length}`;
  };
  let later = 0;
  search.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(find, 150);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      clearTimeout(later);
      if (searched !== search.value) find();
      nextFound(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      search.value = "";
      find();
      search.blur();
    }
  });

  // ---- folding, keys ----------------------------------------------------------------
  const foldAll = () => {
    const folds = [...log.querySelectorAll("details")];
    const open = folds.some((node) => !node.open);
    for (const node of folds) node.open = open;
  };
  const does = { next: () => jump(1), previous: () => jump(-1), fold: foldAll, language: otherLanguage,
    scheme: otherScheme };
  for (const button of all("button[data-does]")) {
    button.hidden = false;
    button.addEventListener("click", does[button.dataset.does]);
  }
  const keys = { n: does.next, p: does.previous, o: does.fold, l: does.language, d: does.scheme,
    "/": () => search.focus() };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
    const action = keys[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
  $("#viewer").hidden = parts.length === 0;
  setLanguage(page.lang);
  showTarget();
})();
