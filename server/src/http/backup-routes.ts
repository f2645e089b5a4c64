import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Result } from '@piaojue/contract/result';
import { type BackupRefusal, type MadeBackup, recordBackup } from '../backup/backup.ts';
import { isDay } from '../day.ts';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

/** Makes the backup of this hall as it stands now. */
export type BackUp = () => Result<MadeBackup, BackupRefusal>;

/** A sitting to one file, also while the server runs; refused while a round is in progress. */
export const backupRoutes: FastifyPluginAsyncTypebox<HttpParts & { readonly backUp: BackUp }> = async (
  app,
  { hall, backUp },
) => {
  app.post(
    '/api/backup',
    {
      config: { roles: ['operator'] },
      schema: {
        summary: 'The sitting as one file, without any key: `piaojue restore` goes on from it elsewhere',
        response: { 409: Refusal },
      },
    },
    async (_request, reply) => {
      const made = backUp();
      if (!made.ok) return reply.code(409).send({ error: made.error.code, detail: made.error.detail });
      recordBackup(hall.parts.store, hall.parts.now(), made.value, 'operator');
      hall.alarms.backedUp();
      hall.parts.changed();
      const { date } = hall.sitting.title;
      const end = made.value.mode === 'rehearsal' ? '-rehearsal' : '';
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${isDay(date) ? date : 'sitting'}${end}.pjbk"`)
        .send(made.value.file as never);
    },
  );
};
