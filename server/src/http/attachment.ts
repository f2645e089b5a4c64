import type { Mode } from '@piaojue/firmware-protocol/seal/keys';

/** `content-disposition` of a file that is saved: `agenda.csv`, of a rehearsal `agenda-rehearsal.csv`. */
export const attachment = (name: string, format: 'csv' | 'xlsx' | 'chain', mode: Mode): string =>
  `attachment; filename="${name}${mode === 'rehearsal' ? '-rehearsal' : ''}.${format}"`;
