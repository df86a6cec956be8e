// A page in a tab of its own: what the app handed over, kept by this tab, so that it is here after a reload.

import { createPage, HANDED } from "./page.js";

const KEPT = "gdiff-tab";
const GONE = "This page is not kept here any more. Open it again from the app.";

/** From the app the first time, then from the tab's own storage, which ends with the tab. */
function taken() {
  const key = HANDED + location.hash.slice(1);
  const handed = localStorage.getItem(key) ?? sessionStorage.getItem(KEPT);
  localStorage.removeItem(key);
  try {
    if (handed) sessionStorage.setItem(KEPT, handed);
  } catch (error) {
    console.info("There is no room for this page to be kept for a reload:", error.name);
  }
  return JSON.parse(handed);
}

export default function start() {
  let page = null;
  try {
    page = taken();
  } catch (error) {
    console.info("This browser keeps nothing for a tab:", error.name);
  }
  const pane = document.querySelector(".preview");
  const shown = createPage(pane, { alone: true });
  const heading = pane.querySelector("h3");
  if (!page) return void (heading.textContent = GONE);
  const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(page.at);
  heading.textContent = `A snapshot of ${when}. What is changed in the app since is not in it.`;
  document.title = `${page.title || "Page"} (snapshot)`;
  shown.final(page);
  if (page.scripts) pane.querySelector("[data-tool=scripts]").click();
}
