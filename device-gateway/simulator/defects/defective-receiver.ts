import { toBase64url, toDigits } from '@piaojue/firmware-protocol/base64url';
import { crc16 } from '@piaojue/firmware-protocol/crc16';
import { decodeDown, decodeLine, encodeLine, payloadOf, SEQUENCES } from '@piaojue/firmware-protocol/line';
import type { DownMessage, SealedBallot, UpMessage } from '@piaojue/firmware-protocol/messages';
import type { Beacon } from '../air/beacon.ts';
import { ReceiverModel, type ReceiverOptions } from '../receiver/receiver-model.ts';
import type { SimPort } from '../port/sim-port.ts';
import type { Defect, Hooks, Receiver, UpFrame } from './defect.ts';

/**
 * A receiver with planted faults. They stand around a sound one, so that the model holds no switch for any of them: what a
 * host or a keypad sees is bent on its way in or out.
 */
export class DefectiveReceiver extends ReceiverModel {
  readonly #hooks: readonly Hooks[];
  readonly #restart: () => void;
  readonly #more: UpFrame[] = [];
  readonly #pending: UpFrame[] = [];
  #number = 0;
  #now: number;
  #down = 0;

  constructor(options: ReceiverOptions, defects: readonly Defect[], restart: () => void) {
    super(defects.reduce((bent, defect) => defect.options?.(bent) ?? bent, options));
    this.#hooks = defects.map((defect) => defect.plant());
    this.#restart = restart;
    this.#now = options.now;
  }

  bytesFromHost(bytes: Buffer): Buffer {
    return this.#hooks.reduce((bent, hooks) => hooks.bytesFromHost?.(bent) ?? bent, bytes);
  }

  override fromHost(text: string, now: number): void {
    this.#now = now;
    let bent: string | undefined = text;
    for (const { textFromHost } of this.#hooks) {
      if (bent !== undefined && textFromHost) bent = textFromHost(bent, this.#receiver, now);
    }
    if (bent === undefined) return;
    const line = decodeLine(bent);
    const message = line.ok ? decodeDown(line.value) : line;
    if (!line.ok || !message.ok) return super.fromHost(bent, now);
    let taken: DownMessage | undefined = message.value;
    for (const { fromHost } of this.#hooks) if (taken && fromHost) taken = fromHost(taken, this.#receiver, now);
    if (taken === message.value) super.fromHost(bent, now);
    else if (taken) super.fromHost(encodeLine(taken.type, line.value.sequence, payloadOf(taken)), now);
  }

  override hearBallot(ballot: SealedBallot, rssi: number, now: number): boolean {
    let bent: SealedBallot | undefined = ballot;
    for (const hooks of this.#hooks) if (bent && hooks.ballot) bent = hooks.ballot(bent);
    // What it keeps to itself it takes for heard all the same.
    return bent ? super.hearBallot(bent, rssi, now) : true;
  }

  override beacon(now: number): Beacon | undefined {
    return this.#hooks.reduce((said, hooks) => (hooks.beacon ? hooks.beacon(said, now) : said), super.beacon(now));
  }

  override tick(now: number): void {
    this.#now = now;
    super.tick(now);
    for (const { tick } of this.#hooks) tick?.(this.#receiver, now);
  }

  override takeLine(): string | undefined {
    for (let frame = this.#next(); frame; frame = this.#next()) {
      const number = this.#hooks.reduce((bent, hooks) => hooks.number?.(bent) ?? bent, this.#number);
      this.#number = (this.#number + 1) % SEQUENCES;
      let text: string | undefined = spell(frame, number);
      for (const hooks of this.#hooks) if (text !== undefined && hooks.spell) text = hooks.spell(text);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  /** The next frame after all hooks that add, change or drop frames. */
  #next(): UpFrame | undefined {
    while (this.#pending.length === 0) {
      const text = this.#more.length > 0 ? undefined : super.takeLine();
      const line = text === undefined ? undefined : decodeLine(text);
      const frame = this.#more.shift() ?? (line?.ok ? line.value : undefined);
      if (!frame) return this.#flush();
      this.#pending.push(...this.#bend([frame]));
    }
    return this.#pending.shift();
  }

  /** What a hook held back comes when nothing else does. */
  #flush(): UpFrame | undefined {
    this.#pending.push(...this.#bend([]));
    return this.#pending.shift();
  }

  #bend(frames: readonly UpFrame[]): readonly UpFrame[] {
    return this.#hooks.reduce(
      (bent, { toHost, release }) => [
        ...bent.flatMap((frame) => toHost?.(frame, this.#now) ?? [frame]),
        ...(release?.(this.#now) ?? []),
      ],
      frames,
    );
  }

  readonly #receiver: Receiver = {
    say: (message: UpMessage) => this.#more.push({ letter: message.type, payload: payloadOf(message) }),
    sayFrame: (frame) => this.#more.push(frame),
    obey: (message, sequence) => {
      super.fromHost(
        encodeLine(message.type, sequence ?? (this.#down++ % (SEQUENCES - 1)) + 1, payloadOf(message)),
        this.#now,
      );
    },
    restart: () => this.#restart(),
  };
}

/** As encodeLine, of any length: a defect may send what no sound receiver does. */
function spell({ letter, payload }: UpFrame, number: number): string {
  const body = `${letter}${toDigits(number)}${toBase64url(payload)}`;
  return `$${body}${crc16(body).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The port of a receiver with faults in the very bytes that it hears. */
export const bentPort = (port: SimPort, model: () => ReceiverModel): SimPort => ({
  name: port.name,
  plug: (onData) =>
    port.plug((bytes) => {
      const receiver = model();
      onData(receiver instanceof DefectiveReceiver ? receiver.bytesFromHost(bytes) : bytes);
    }),
  unplug: () => port.unplug(),
  write: (bytes) => port.write(bytes),
});
