/** The end of a port that the receiver holds. */
export interface SimPort {
  /** What the host opens: a path, or tcp://host:port. Stable, also when the device behind it changes. */
  readonly name: string;
  /** A fresh device, or the socket listens again. */
  plug(onData: (bytes: Buffer) => void): Promise<void>;
  /** The cable is pulled: the host gets a hang-up, if anything. */
  unplug(): Promise<void>;
  /** False: nobody takes bytes any more; they are lost, as on a wire. */
  write(bytes: Buffer): boolean;
}
