import { type CmacKey, cmac8 } from './cmac.ts';

/**
 * Shows that a keypad holds the key it was given, without the key (PROTOCOL PRV5): 8 bytes of AES-CMAC under the new
 * device key over
 *
 *     "PJ-PV" 5 | version 1 | hardware 8 | provisioning 4 | keypad 2 | epoch 2 | high water 4
 *
 * What a device key derives begins with 00000001, so no proof is a key or the other way round.
 */
export interface Provisioned {
  /** 8 bytes. */
  readonly hardware: Uint8Array;
  readonly provisioning: number;
  readonly keypad: number;
  readonly epoch: number;
  readonly highWater: number;
}

export const PROOF_LABEL = 'PJ-PV';
const PROOF_VERSION = 1;

export function proofInput({ hardware, provisioning, keypad, epoch, highWater }: Provisioned): Uint8Array {
  const input = Buffer.alloc(26);
  input.write(PROOF_LABEL, 0, 'latin1');
  input.writeUInt8(PROOF_VERSION, 5);
  input.set(hardware, 6);
  input.writeUInt32BE(provisioning, 14);
  input.writeUInt16BE(keypad, 18);
  input.writeUInt16BE(epoch, 20);
  input.writeUInt32BE(highWater, 22);
  return input;
}

/** 8 bytes. */
export const provisioningProof = (deviceKey: CmacKey, provisioned: Provisioned): Uint8Array =>
  cmac8(deviceKey, proofInput(provisioned));
