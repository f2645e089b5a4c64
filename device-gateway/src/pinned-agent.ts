import { timingSafeEqual } from 'node:crypto';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';

/**
 * ms to a certificate. Whoever asked may have given up before, and can't tell: a server that stands still would be left with one
 * open connection for each try, until it takes no more of this address.
 */
const HANDSHAKE_MS = 5000;

type Created = (error: Error | null, socket: Duplex) => void;

/**
 * HTTPS connections to the one server whose certificate has this SHA-256 fingerprint (64 hex digits), and to no other.
 * The pin takes the place of authorities, names and dates: a hall has no authority, its addresses change, and a
 * gateway whose clock is wrong has to vote all the same. A socket is handed out only after the certificate was
 * compared, so another server hears nothing, not even a request.
 */
export function pinnedAgent(fingerprint: string, handshakeMs: number = HANDSHAKE_MS): Agent {
  const expected = Buffer.from(fingerprint, 'hex');
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = (options: ConnectionOptions, created?: Created) => {
    const socket = connect({ ...options, rejectUnauthorized: false, minVersion: 'TLSv1.2' });
    const fail = (error: Error): void => {
      clearTimeout(limit);
      created?.(error, socket);
    };
    const limit = setTimeout(
      () => socket.destroy(new Error(`the server showed no certificate within ${handshakeMs} ms`)),
      handshakeMs,
    );
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      clearTimeout(limit);
      socket.off('error', fail);
      const fault = faultOf(socket, expected);
      if (fault === undefined) {
        created?.(null, socket);
        return;
      }
      socket.on('error', () => undefined);
      socket.destroy();
      created?.(new Error(fault), socket);
    });
    return undefined;
  };
  return agent;
}

function faultOf(socket: TLSSocket, expected: Buffer): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'the server showed no certificate';
  const given = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex');
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
  return `the server's certificate is not the one of --tls-fingerprint: expected ${expected.toString('hex')}, got ${given.toString('hex')}; either it is another server, or its certificate is a new one`;
}

/** 64 hex digits of a SHA-256, with or without colons and blanks between them; undefined: it is none. */
export function fingerprintOf(text: string): string | undefined {
  const digits = text.replaceAll(/[:\s]/g, '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}
