"use strict";
(() => {
  const rows = JSON.parse(document.getElementById("words").textContent);
  const asked = document.getElementById("asked");
  const hits = document.getElementById("hits");
  const nothing = document.getElementById("nothing");
  const lists = [document.getElementById("questions"), document.getElementById("areas")];
  const most = 40;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const known = rows.map((row) => plain(row[0] + " " + row[1]));
  const item = ([text, where, way]) => {
    const li = document.createElement("li");
    const a = document.createElement("a");
    const small = document.createElement("small");
    a.href = way;
    a.textContent = text;
    small.textContent = where;
    li.append(a, small);
    return li;
  };
  const show = () => {
    const words = plain(asked.value).split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.includes(word));
    const found = words.length ? rows.filter((_, n) => fits(known[n])) : [];
    hits.replaceChildren(...found.slice(0, most).map(item));
    nothing.hidden = !words.length || found.length > 0;
    lists.forEach((list) => { list.hidden = words.length > 0; });
  };
  asked.addEventListener("input", show);
  document.getElementById("search").hidden = false;
  show();
})();
