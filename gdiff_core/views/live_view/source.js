// Committed text, highlighted. It only grows: what stays is never touched, and while it does the end stays in sight.

/** @param {HTMLElement} host */
export function createSource(host) {
  const span = ([kind, text]) => {
    const element = document.createElement("span");
    element.className = kind;
    element.textContent = text;
    return element;
  };

  /** Changed spans that follow each other become one block, as wide as the pane. */
  function together(spans) {
    const made = [];
    for (const [kind, text] of spans) {
      const changed = /\bchanged$/.test(kind);
      if (changed && made.at(-1)?.className !== "lines")
        made.push(Object.assign(document.createElement("div"), { className: "lines" }));
      if (changed) made.at(-1).append(span([kind, text]));
      else made.push(span([kind, text]));
    }
    return made;
  }

  return {
    /** @param {number} keep spans that stay  @param {[string, string][]} spans what follows them */
    splice(keep, spans) {
      const following = host.scrollHeight - host.scrollTop - host.clientHeight < 40;
      while (host.childElementCount > keep) host.lastElementChild.remove();
      for (const element of together(spans)) host.append(element); // more than a call can take
      if (following) host.scrollTop = host.scrollHeight;
    },
    /** To the first change, else to the beginning: the text is whole now, and to be read. */
    rewind() {
      const first = host.querySelector(".lines, .gone");
      host.scrollTop = first ? first.offsetTop - host.offsetTop - 60 : 0;
    },
    clear() {
      host.replaceChildren();
    },
  };
}
