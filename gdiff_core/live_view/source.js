// Committed text, highlighted. It only grows: what stays is never touched, and while it does the end stays in sight.

/** @param {HTMLElement} host */
export function createSource(host) {
  const span = ([kind, text]) => {
    const element = document.createElement("span");
    element.className = kind;
    element.textContent = text;
    return element;
  };

  return {
    /** @param {number} keep spans that stay  @param {[string, string][]} spans what follows them */
    splice(keep, spans) {
      const following = host.scrollHeight - host.scrollTop - host.clientHeight < 40;
      while (host.childElementCount > keep) host.lastElementChild.remove();
      host.append(...spans.map(span));
      if (following) host.scrollTop = host.scrollHeight;
    },
    /** Back to the beginning: the text is whole now, and to be read. */
    rewind() {
      host.scrollTop = 0;
    },
    clear() {
      host.replaceChildren();
    },
  };
}
