// Shows the files that the page links to. All content is inserted as text, never as HTML.
"use strict";

function element(name, text, ...children) {
  const created = document.createElement(name);
  if (text) created.textContent = text;
  created.append(...children);
  return created;
}

const json = (value) => element("pre", JSON.stringify(value, null, 2));

function table(rows) {
  return element("table", "", ...rows.map((cells) => element("tr", "", ...cells.map((cell) => element("td", cell)))));
}

function folded(title, summary, ...inside) {
  return element("details", "", element("summary", "", element("code", title), ` ${summary ?? ""}`), ...inside.filter(Boolean));
}

// Follows local $refs until there is none.
function resolved(file, value) {
  while (value?.$ref) {
    value = value.$ref.slice(2).split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")).reduce((at, key) => at[key], file);
  }
  return value;
}

function operation(file, path, method, described) {
  const scopes = (described.security ?? []).flatMap((way) => Object.values(way).flat());
  const body = described.requestBody?.content?.["application/json"];
  return folded(
    `${method.toUpperCase()} ${path}`,
    described.summary,
    described.description && element("p", described.description),
    scopes.length > 0 && element("p", `Scope: ${[...new Set(scopes)].join(", ")}`),
    described.parameters && table(described.parameters.map((p) => [p.name, p.in, p.description ?? ""])),
    body && json(Object.values(body.examples ?? {})[0]?.value ?? resolved(file, body.schema)),
    table(Object.entries(described.responses).map(([status, answer]) => [status, resolved(file, answer).description])),
  );
}

function openapi(file) {
  return Object.entries(file.paths).flatMap(([path, item]) =>
    ["get", "post", "patch", "delete"].filter((method) => item[method]).map((method) => operation(file, path, method, item[method])),
  );
}

function message(file, name, reference) {
  const described = resolved(file, reference);
  return folded(
    name,
    described.summary,
    ...(described.examples ?? []).map((example) => json(example.payload)),
    described.headers && json(resolved(file, described.headers)),
    json(resolved(file, described.payload)),
  );
}

function asyncapi(file) {
  return Object.values(file.channels).flatMap((channel) => [
    element("h3", `${channel.address}: ${channel.title}`),
    element("p", channel.description),
    ...Object.entries(channel.messages).map(([name, reference]) => message(file, name, reference)),
    ...(channel["x-close-codes"] ? [element("h4", "Close codes"), table(channel["x-close-codes"].map((end) => [String(end.code), end.meaning, end.clientAction]))] : []),
  ]);
}

async function show(link) {
  const section = element("section");
  document.getElementById("shown").append(section);
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    const file = await answer.json();
    section.append(element("h2", file.info.title), element("p", file.info.description), ...(file.openapi ? openapi(file) : asyncapi(file)));
    section.append(folded("schemas", "", json(file.components.schemas)));
  } catch (failure) {
    section.append(element("h2", link.textContent), element("p", `This file cannot be read from this address: ${failure.message}`));
  }
}

document.querySelectorAll("#files a").forEach(show);
