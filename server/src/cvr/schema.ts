import { type Static, Type } from 'typebox';

/**
 * The part of the Cast Vote Records Common Data Format that is used here: NIST SP 1500-103, version 1.0 (2019), in its JSON
 * form. Written by hand from the class descriptions of the publication; each object names its class, required attributes are
 * those of the publication, and no attribute is in it that the publication does not have. Optional classes that no hall vote
 * needs (Party, Annotation, ImageData, CVRWriteIn, Code, Hash) are left out.
 */
const closed = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1 });
const type = <T extends string>(name: T) => Type.Literal(`CVR.${name}`);
const oneOf = <T extends string>(...values: readonly T[]) => Type.Enum(values as [T, ...T[]]);

/** Class SelectionPosition: one mark, and whether it is counted. */
export const SelectionPosition = Type.Object(
  {
    '@type': type('SelectionPosition'),
    /** Enumeration IndicationStatus: the voter made a mark here. */
    HasIndication: oneOf('yes', 'no', 'unknown'),
    /** Enumeration AllocationStatus: it is counted for the contest selection. */
    IsAllocable: Type.Optional(oneOf('yes', 'no', 'unknown')),
    /** The mark comes of the rules of the contest, and not of the voter. */
    IsGenerated: Type.Optional(Type.Boolean()),
    NumberVotes: Type.Integer({ minimum: 0 }),
    /** Of the option on the ballot, from 1. */
    Position: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Enumeration PositionStatus. */
    Status: Type.Optional(Type.Array(oneOf('adjudicated', 'generated-rules', 'invalidated-rules', 'other'))),
    OtherStatus: Type.Optional(text),
  },
  closed,
);
export type SelectionPosition = Static<typeof SelectionPosition>;

/** Class CVRContestSelection. Without `ContestSelectionId`: a mark for something that is not on the paper. */
export const CVRContestSelection = Type.Object(
  {
    '@type': type('CVRContestSelection'),
    ContestSelectionId: Type.Optional(text),
    /** Of the option on the ballot, from 1. */
    OptionPosition: Type.Optional(Type.Integer({ minimum: 1 })),
    SelectionPosition: Type.Array(SelectionPosition, { minItems: 1 }),
    /** Enumeration ContestSelectionStatus. */
    Status: Type.Optional(Type.Array(oneOf('generated-rules', 'invalidated-rules', 'needs-adjudication', 'other'))),
    TotalNumberVotes: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  closed,
);
export type CVRContestSelection = Static<typeof CVRContestSelection>;

/** Class CVRContest. Overvotes, Undervotes and the votes that count add up to the votes that the contest allows. */
export const CVRContest = Type.Object(
  {
    '@type': type('CVRContest'),
    ContestId: text,
    CVRContestSelection: Type.Optional(Type.Array(CVRContestSelection)),
    /** Votes lost due to overvoting. */
    Overvotes: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Votes lost due to undervoting. */
    Undervotes: Type.Optional(Type.Integer({ minimum: 0 })),
    /** Options on the paper. */
    Selections: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Enumeration ContestStatus. */
    Status: Type.Optional(
      Type.Array(oneOf('invalidated-rules', 'not-indicated', 'other', 'overvoted', 'undervoted'), { minItems: 1 }),
    ),
    /** With the status `other`. */
    OtherStatus: Type.Optional(text),
  },
  closed,
);
export type CVRContest = Static<typeof CVRContest>;

/** Class CVRSnapshot. `interpreted`: the rules of the contest were applied to what the voter sent. */
export const CVRSnapshot = Type.Object(
  {
    '@id': text,
    '@type': type('CVRSnapshot'),
    Type: oneOf('interpreted', 'modified', 'original'),
    CVRContest: Type.Optional(Type.Array(CVRContest)),
  },
  closed,
);

/** Class CVR. It has no attribute that orders ballots or says by which device, in which batch or when they were made. */
export const CVR = Type.Object(
  {
    '@type': type('CVR'),
    CVRSnapshot: Type.Array(CVRSnapshot, { minItems: 1 }),
    CurrentSnapshotId: text,
    ElectionId: text,
    UniqueId: Type.Optional(text),
  },
  closed,
);
export type CVR = Static<typeof CVR>;

/** Class CandidateSelection. */
export const CandidateSelection = Type.Object(
  { '@id': text, '@type': type('CandidateSelection'), CandidateIds: Type.Optional(Type.Array(text)) },
  closed,
);
/** Class BallotMeasureSelection. */
export const BallotMeasureSelection = Type.Object(
  { '@id': text, '@type': type('BallotMeasureSelection'), Selection: text },
  closed,
);

/** Enumeration VoteVariation. */
const VoteVariation = oneOf(
  'approval',
  'borda',
  'cumulative',
  'majority',
  'n-of-m',
  'other',
  'plurality',
  'proportional',
  'range',
  'rcv',
  'super-majority',
);

/** Class CandidateContest. */
export const CandidateContest = Type.Object(
  {
    '@id': text,
    '@type': type('CandidateContest'),
    ContestSelection: Type.Array(CandidateSelection, { minItems: 1 }),
    Name: Type.Optional(text),
    NumberElected: Type.Optional(Type.Integer({ minimum: 1 })),
    VoteVariation: Type.Optional(VoteVariation),
    VotesAllowed: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);
/** Class BallotMeasureContest. */
export const BallotMeasureContest = Type.Object(
  {
    '@id': text,
    '@type': type('BallotMeasureContest'),
    ContestSelection: Type.Array(BallotMeasureSelection, { minItems: 1 }),
    Name: Type.Optional(text),
    VoteVariation: Type.Optional(VoteVariation),
    OtherVoteVariation: Type.Optional(text),
  },
  closed,
);
export type Contest = Static<typeof CandidateContest> | Static<typeof BallotMeasureContest>;

/** Class Candidate. */
export const Candidate = Type.Object({ '@id': text, '@type': type('Candidate'), Name: Type.Optional(text) }, closed);

/** Class Election. */
export const Election = Type.Object(
  {
    '@id': text,
    '@type': type('Election'),
    Candidate: Type.Optional(Type.Array(Candidate)),
    Contest: Type.Array(Type.Union([CandidateContest, BallotMeasureContest]), { minItems: 1 }),
    ElectionScopeId: text,
    Name: Type.Optional(text),
  },
  closed,
);

/** Class GpUnit, with the enumeration ReportingUnitType. */
export const GpUnit = Type.Object(
  {
    '@id': text,
    '@type': type('GpUnit'),
    Name: Type.Optional(text),
    Type: oneOf('combined-precinct', 'other', 'polling-place', 'precinct', 'split-precinct', 'vote-center'),
    OtherType: Type.Optional(text),
  },
  closed,
);

/** Class ReportingDevice. */
export const ReportingDevice = Type.Object(
  {
    '@id': text,
    '@type': type('ReportingDevice'),
    Application: Type.Optional(text),
    Manufacturer: Type.Optional(text),
  },
  closed,
);

/** Class CastVoteRecordReport, with the enumerations CastVoteRecordVersion and ReportType. */
export const CastVoteRecordReport = Type.Object(
  {
    '@type': type('CastVoteRecordReport'),
    CVR: Type.Optional(Type.Array(CVR)),
    Election: Type.Array(Election, { minItems: 1 }),
    GeneratedDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$' }),
    GpUnit: Type.Array(GpUnit, { minItems: 1 }),
    Notes: Type.Optional(text),
    OtherReportType: Type.Optional(text),
    ReportGeneratingDeviceIds: Type.Array(text, { minItems: 1 }),
    ReportType: Type.Optional(
      Type.Array(oneOf('adjudicated', 'aggregated', 'originating-device-export', 'other', 'rcv-round')),
    ),
    ReportingDevice: Type.Array(ReportingDevice, { minItems: 1 }),
    Version: Type.Literal('1.0.0'),
  },
  closed,
);
export type CastVoteRecordReport = Static<typeof CastVoteRecordReport>;
