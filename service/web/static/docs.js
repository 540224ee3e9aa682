// Sends the requests that the forms of /docs describe, and shows the answers. Without it, forms of GET routes still work.
"use strict";

function request(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  let body;
  for (const field of form.querySelectorAll("[data-in]")) {
    const value = field.value;
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    else if (field.dataset.in === "body") body = value;
    else if (field.dataset.in === "type") headers["Content-Type"] = value;
    else if (field.dataset.in === "accept") headers["Accept"] = value;
    else if (value && field.dataset.in === "header") headers[field.name] = value;
    else if (value && field.dataset.in === "query") query.append(field.name, value);
  }
  const token = document.getElementById("token").value;
  if (token) headers["Authorization"] = `Bearer ${token}`;
  const search = query.toString();
  return [path + (search ? `?${search}` : ""), { method: form.dataset.method, headers, body }];
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const output = form.querySelector("output");
  output.textContent = "…";
  try {
    const answer = await fetch(...request(form));
    let text = await answer.text();
    if ((answer.headers.get("Content-Type") || "").includes("json")) text = JSON.stringify(JSON.parse(text), null, 2);
    output.textContent = `${answer.status} ${answer.statusText}\n${answer.headers.get("Content-Type") || ""}\n\n${text}`;
  } catch (error) {
    output.textContent = String(error);
  }
}

for (const form of document.querySelectorAll("form[data-path]")) form.addEventListener("submit", send);
