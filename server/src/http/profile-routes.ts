import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ContestOfProfile, ProfileDraft, ProfileId } from '@piaojue/contract/profile';
import { Type } from 'typebox';
import { checkContest, type ContestFault } from '../rules/contest-check.ts';
import { contestFromProfile, profileView } from '../rules/profiles/profile.ts';
import { faultInWords } from '../rules/schema-faults.ts';
import { allProfiles, newestProfile, newestProfiles, saveProfile } from '../sitting/profiles.ts';
import type { HttpParts } from './app.ts';
import { Refusal } from './refusal.ts';

const inWords = (faults: readonly ContestFault[]): string => faults.map(faultInWords).join('\n');

/** Rule profiles: contests are made from them, and each edit is a version of its own. */
export const profileRoutes: FastifyPluginAsyncTypebox<HttpParts> = async (app, { hall }) => {
  const config = { roles: ['operator'] as const };
  const params = Type.Object({ id: ProfileId });
  const unknown = (id: string) => ({ error: 'unknown-profile', detail: `there is no profile ${id}` });

  app.get(
    '/api/profiles',
    {
      config,
      schema: { summary: 'The newest version of each rule profile, with its words', response: { 200: Type.Unknown() } },
    },
    async () => newestProfiles(hall.parts).map(profileView),
  );

  app.get(
    '/api/profiles/:id',
    {
      config,
      schema: { summary: 'Every version of a rule profile', params, response: { 200: Type.Unknown(), 404: Refusal } },
    },
    async ({ params: { id } }, reply) => {
      const versions = allProfiles(hall.parts).filter((profile) => profile.id === id);
      return versions.length > 0 ? versions.map(profileView) : reply.code(404).send(unknown(id));
    },
  );

  app.put(
    '/api/profiles/:id',
    {
      config,
      schema: {
        summary: 'A new rule profile, or the next version of one; every fault of its rules is named',
        params,
        body: ProfileDraft,
        response: { 200: Type.Unknown(), 400: Refusal },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const saved = saveProfile(hall.parts, id, body);
      if (saved.ok) return profileView(saved.value);
      return reply.code(400).send({ error: 'bad-profile', detail: inWords(saved.error) });
    },
  );

  app.post(
    '/api/profiles/:id/contest',
    {
      config,
      schema: {
        summary: 'A contest by the newest version of a profile, checked and not yet drafted',
        params,
        body: ContestOfProfile,
        response: { 200: Type.Unknown(), 400: Refusal, 404: Refusal },
      },
    },
    async ({ params: { id }, body }, reply) => {
      const profile = newestProfile(hall.parts, id);
      if (!profile) return reply.code(404).send(unknown(id));
      const contest = checkContest(contestFromProfile(profile, body));
      if (contest.ok) return contest.value;
      return reply.code(400).send({ error: 'bad-contest', detail: inWords(contest.error) });
    },
  );
};
