// Runs in the page /screen before its own scripts and writes down when a result arrives and when it is painted. Times
// are ms since the epoch. A frame that was drawn in one callback of requestAnimationFrame has been painted when the
// next one is called.
{
  const now = () => performance.timeOrigin + performance.now();
  const fresh = () => ({ arrived: 0, bytes: 0, drawn: 0, painted: 0, isFull: false, full: 0, settled: 0, frames: [] });
  let seen = fresh();
  let settled = () => {};
  window.paintWatch = {
    arm() {
      seen = fresh();
    },
    /** Resolves with what was seen of the result that came after `arm`, when nothing of it moves any more. */
    result: () =>
      new Promise((resolve) => {
        settled = () => resolve(seen);
        if (seen.settled) settled();
      }),
  };

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (seen.arrived || typeof data !== 'string' || !data.includes('"picture":{"kind":"result"')) return;
        seen.arrived = now();
        seen.bytes = data.length;
        performance.mark('result arrived');
      });
    }
  };

  const look = (at) => {
    requestAnimationFrame(look);
    if (!seen.arrived || seen.settled) return;
    const layer = document.querySelector('[data-layer="front"]');
    const result = layer?.querySelector('[data-testid="result"]');
    if (!result) return;
    const time = now();
    if (seen.drawn && !seen.painted) {
      seen.painted = time;
      performance.mark('figures painted');
    }
    seen.drawn ||= time;
    if (seen.isFull && !seen.full) seen.full = time;
    // Read once it may be so: asking for a style costs the frame that is being measured.
    if (!seen.isFull && layer.getAnimations().length === 0) seen.isFull = true;
    seen.frames.push(at);
    if (!layer.querySelector('[data-settled]')) return;
    seen.settled = time;
    settled();
  };
  requestAnimationFrame(look);
}
