// Asks for this page again every second and shows what has changed, until the work is over.
"use strict";

const everySecond = 1000;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [now, then] = [page.getElementById("work"), document.getElementById("work")];
    if (!now) {
      location.reload();
      return;
    }
    if (now.innerHTML !== then.innerHTML) {
      then.replaceChildren(...now.childNodes);
    }
    then.dataset.state = now.dataset.state;
    document.title = page.title;
  } catch {
    // The service may be starting anew; the next second asks again.
  }
  if (document.getElementById("work").dataset.state === "running") {
    setTimeout(look, everySecond);
  }
}

setTimeout(look, everySecond);
