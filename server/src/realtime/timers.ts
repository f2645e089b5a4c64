/** Time of whatever speaks to the network; it may be given from outside. The returned function calls it off. */
export interface Timers {
  /** ms of a monotonic clock. */
  now(): number;
  after(ms: number, run: () => void): () => void;
  every(ms: number, run: () => void): () => void;
}

/** None of them keeps a process alive: the socket that is listened at does. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every(ms, run) {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};
