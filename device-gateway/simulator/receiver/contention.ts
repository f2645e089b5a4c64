import { nextBacklog, sendShare, SLOTS } from '@piaojue/firmware-protocol/air';

/** What a receiver makes of the slots that it hears: the heard bitmap, and how many keypads still want to send. */
export class Contention {
  #backlog = SLOTS;
  /** `send` of the beacon before the slots, its own or the speaker's. */
  #send = 255;
  #taken = new Uint8Array(SLOTS / 8);
  #last = new Uint8Array(SLOTS / 8);
  #received = 0;
  #collided = 0;
  /** Slots since the load was asked for, and those with something in them. */
  #slots = 0;
  #used = 0;

  /** AIR2: a ballot or presence was taken in these slots of the frame before. */
  get heard(): Uint8Array {
    return this.#last;
  }

  /** Percent of the slots since it was asked last in which there was anything. */
  takeLoad(): number {
    const load = this.#slots === 0 ? 0 : Math.round((100 * this.#used) / this.#slots);
    this.#slots = 0;
    this.#used = 0;
    return load;
  }

  /** Was everybody who had something asked to send in this frame? */
  get askedAll(): boolean {
    return this.#send === 255;
  }

  /** AIR5: `send` of its own beacon. */
  ask(busy: boolean): number {
    this.#send = sendShare(this.#backlog, busy);
    return this.#send;
  }

  /** A listener goes by what the speaker asked for. */
  hearAsked(send: number): void {
    this.#send = send;
  }

  /** `taken`: a ballot or presence, and there was room for it. */
  received(slot: number, taken: boolean): void {
    this.#received++;
    if (taken) this.#taken[slot >> 3] = (this.#taken[slot >> 3] ?? 0) | (0x80 >> (slot & 7));
  }

  collided(): void {
    this.#collided++;
  }

  endFrame(): void {
    const idle = SLOTS - this.#received - this.#collided;
    this.#slots += SLOTS;
    this.#used += SLOTS - idle;
    this.#backlog = nextBacklog(this.#backlog, { idle, collided: this.#collided, send: this.#send });
    this.#last = this.#taken;
    this.#taken = new Uint8Array(SLOTS / 8);
    this.#received = 0;
    this.#collided = 0;
  }
}
