/** What a receiver sends without an LF is cut here: far more than a line may have (PROTOCOL LINE2, FLT3). */
const MOST = 4096;
const LF = 0x0a;

/**
 * Bytes → lines with their LF, nothing thrown away: a line that is too long is to be seen. What stands before the first
 * LF after opening may be half a line and is passed over unless it begins with `$`.
 */
export class LineSplitter {
  #held: Buffer = Buffer.alloc(0);
  #began = false;

  take(bytes: Buffer): readonly Buffer[] {
    const lines: Buffer[] = [];
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    for (let lf = rest.indexOf(LF); lf >= 0 || rest.length > MOST; lf = rest.indexOf(LF)) {
      const to = lf >= 0 ? lf + 1 : MOST;
      const line = rest.subarray(0, to);
      rest = rest.subarray(to);
      const empty = line.length === 1 || (line.length === 2 && line[0] === 0x0d);
      if (!empty && (this.#began || line[0] === 0x24)) lines.push(Buffer.from(line));
      this.#began = true;
    }
    this.#held = Buffer.from(rest);
    return lines;
  }
}
