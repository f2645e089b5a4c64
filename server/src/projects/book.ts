import type { NewSuggestion, PlainEntry, WrittenEntry } from '@piaojue/contract/project-entry';
import type {
  DrawView,
  EvaluationOfItem,
  ProjectFault,
  ProjectFaultCode,
  ProjectOrigin,
} from '@piaojue/contract/project-view';
import type { Candidate } from '@piaojue/contract/contest';
import type { Role } from '@piaojue/contract/live';
import { fail } from '@piaojue/contract/result';

/** What is appended to the book of the year; nothing in it is ever changed. */
export type BookEvent =
  | { readonly kind: 'adopted'; readonly ref: string; readonly origin: ProjectOrigin; readonly candidate: Candidate }
  | { readonly kind: 'raised'; readonly ref: string; readonly suggestion: NewSuggestion }
  | { readonly kind: 'written'; readonly ref: string; readonly entry: WrittenEntry }
  | { readonly kind: 'evaluated'; readonly ref: string; readonly evaluation: EvaluationOfItem }
  | { readonly kind: 'drawn'; readonly draw: DrawView };

export interface BookEntry {
  /** From 1, without a gap. */
  readonly seq: number;
  /** ms since the epoch */
  readonly at: number;
  /** `hall`: filed by the program itself when a result was announced. */
  readonly by: Role | 'hall';
  readonly event: BookEvent;
}

/** A plain entry that stands, in the place of the one that was written first. */
export interface Standing<E extends PlainEntry = PlainEntry> {
  /** Of the entry that says it now. */
  readonly seq: number;
  readonly entry: E;
}

export const fault = (
  code: ProjectFaultCode,
  expected: string,
  got: string,
): { readonly ok: false; readonly error: ProjectFault } => fail({ code, detail: `expected ${expected}, got ${got}` });
