// The WebSocket to one job. Reconnects when an open line breaks; gives up when none can be opened at all.

const RETRIES = 6;
const OVER = 1000; // close codes, as `live.py` sends them
const REFUSED = [4403, 4404];

/**
 * @param {string} job
 * @param {string} ticket  lets this browser watch it
 * @param {{message(m: object): void, frame(b: ArrayBuffer): void, unreachable(): void}} on
 */
export function openChannel(job, ticket, on) {
  const url = new URL(`live/${job}`, document.baseURI);
  url.searchParams.set("ticket", ticket);
  url.protocol = url.protocol.replace("http", "ws");
  let socket, timer;
  let failures = 0;
  let reached = false;
  let closed = false;

  function connect() {
    socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => ([reached, failures] = [true, 0]);
    socket.onmessage = ({ data }) => (typeof data === "string" ? on.message(JSON.parse(data)) : on.frame(data));
    socket.onclose = ({ code, reason }) => {
      if (closed || code === OVER) return;
      if (REFUSED.includes(code)) return on.message({ type: "unknown", error: reason });
      failures += 1;
      if (!reached && failures > 1) return on.unreachable();
      if (failures <= RETRIES) timer = setTimeout(connect, 150 * 2 ** failures);
    };
  }

  connect();
  const send = (word) => socket.readyState === WebSocket.OPEN && socket.send(word);
  return {
    seen: () => send("seen"),
    stop: () => send("stop"),
    close() {
      closed = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** What comes with a component's data instead: a frame's bytes. */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}
