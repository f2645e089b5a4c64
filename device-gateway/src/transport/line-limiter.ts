import { Transform, type TransformCallback } from 'node:stream';

const LF = 0x0a;
const START = 0x24;

/**
 * Stands before ReadlineParser, which has no limit and costs quadratic time on bytes without a line end: 4 MiB
 * stopped the event loop for 8 s. Passes on whole lines only, of at most `most` bytes with
 * their LF. A longer run is counted once (PROTOCOL FLT3), and what stands from its last `$` is kept, because noise may
 * be glued before a good frame (PROTOCOL LINE5). At the end of the stream nothing is passed on: a cut last line is no line. Linear time, `most` bytes of memory.
 */
export class LineLimiter extends Transform {
  readonly #most: number;
  readonly #tooLong: () => void;
  readonly #held: Buffer;
  #length = 0;
  #overflowed = false;

  constructor(most: number, tooLong: () => void) {
    super();
    this.#most = most;
    this.#tooLong = tooLong;
    this.#held = Buffer.alloc(most);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    while (from < chunk.length) {
      const lf = chunk.indexOf(LF, from);
      const to = lf < 0 ? chunk.length : lf + 1;
      this.#append(chunk.subarray(from, to));
      if (lf >= 0) this.#endLine();
      from = to;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#length = 0;
    done();
  }

  /** Keeps the last `most` bytes. */
  #append(part: Buffer): void {
    const excess = this.#length + part.length - this.#most;
    if (excess > 0) {
      this.#overflowed = true;
      if (part.length >= this.#most) this.#length = 0;
      else {
        this.#held.copyWithin(0, excess, this.#length);
        this.#length -= excess;
      }
    }
    const tail = part.length > this.#most ? part.subarray(part.length - this.#most) : part;
    tail.copy(this.#held, this.#length);
    this.#length += tail.length;
  }

  #endLine(): void {
    const line = this.#held.subarray(0, this.#length);
    const start = this.#overflowed ? line.lastIndexOf(START) : 0;
    if (this.#overflowed) this.#tooLong();
    if (start >= 0) this.push(Buffer.from(line.subarray(start)));
    this.#length = 0;
    this.#overflowed = false;
  }
}
