import type { ProjectContest } from '@piaojue/contract/contest';

/** Ten of so many candidates by plain ranking. */
export const benchContest = (candidates: number): ProjectContest => ({
  title: 'bench',
  kind: 'selection',
  candidates: Array.from({ length: candidates }, (_, i) => ({ no: i + 1 })),
  rules: {
    ...{ seats: 10, maxMarks: 10, minMarks: 0, exactly: false, majority: null, rateBase: 'returned' },
    ...{ tie: 'runoff', press: 'last' },
    quorum: { num: 2, den: 3, strict: false },
  },
});
