import type { Clock } from '../clock.ts';
import type { PortAddress } from './port-address.ts';
import { serialTransport } from './serial-transport.ts';
import { tcpTransport } from './tcp-transport.ts';
import type { Transport } from './transport.ts';

/** `port`: as given to `--port`; `baud` in bit/s. */
export const transportFor = (port: string, address: PortAddress, baud: number, clock: Clock): Transport =>
  address.kind === 'tcp' ? tcpTransport(port, address.host, address.port) : serialTransport(address.path, baud, clock);
