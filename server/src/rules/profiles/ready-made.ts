import type { Profile } from '@piaojue/contract/profile';
import { deepFreeze } from '../deep-freeze.ts';

const people = { emptyBox: true, sums: true, presiding: false };
const quorum = { num: 2, den: 3, strict: false };
const overHalfOfAll = { num: 1, den: 2, strict: true, base: 'all' } as const;
const version = 1;

/** A number of seats for a form to begin with; each contest has its own. */
const oneSeat = { seats: 1, maxMarks: 1, minMarks: 0, exactly: false, tie: 'runoff' } as const;

/** The profiles that come with the program, one for each kind of secret vote. */
export const READY_MADE: readonly Profile[] = deepFreeze<readonly Profile[]>([
  {
    id: 'township',
    version,
    name: { 'zh-CN': '乡镇民生实事项目票决', en: 'Township livelihood projects' },
    kind: 'selection',
    readyMade: true,
    rules: {
      ...oneSeat,
      quorum,
      majority: overHalfOfAll,
      rateBase: 'returned',
      press: 'last',
      reveal: 'atClose',
      people,
      profile: { id: 'township', version },
    },
  },
  {
    id: 'county',
    version,
    name: { 'zh-CN': '县民生实事项目票决', en: 'County livelihood projects' },
    kind: 'perProject',
    readyMade: true,
    rules: {
      ...oneSeat,
      quorum,
      majority: overHalfOfAll,
      rateBase: 'all',
      press: 'last',
      reveal: 'afterConfirmation',
      people,
      profile: { id: 'county', version },
    },
  },
  {
    id: 'resolution',
    version,
    name: { 'zh-CN': '表决', en: 'Resolution' },
    kind: 'resolution',
    readyMade: true,
    rules: {
      quorum,
      majority: overHalfOfAll,
      rateBase: 'all',
      press: 'last',
      reveal: 'atClose',
      people,
      profile: { id: 'resolution', version },
    },
  },
  {
    id: 'evaluation',
    version,
    name: { 'zh-CN': '满意度测评', en: 'Evaluation' },
    kind: 'evaluation',
    readyMade: true,
    rules: {
      quorum,
      rateBase: 'present',
      scale: 3,
      halfPasses: true,
      gradeBase: 'all',
      press: 'last',
      reveal: 'atClose',
      people,
      profile: { id: 'evaluation', version },
    },
  },
  {
    id: 'election',
    version,
    name: { 'zh-CN': '选举', en: 'Election' },
    kind: 'election',
    readyMade: true,
    rules: {
      ...oneSeat,
      form: 'pick',
      differential: true,
      quorum,
      majority: overHalfOfAll,
      rateBase: 'returned',
      press: 'last',
      reveal: 'afterConfirmation',
      people,
      profile: { id: 'election', version },
    },
  },
]);
