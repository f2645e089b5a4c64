import { createContext, useContext } from 'react';
import { type ImportSource, serverImports } from '../link/imports.ts';
import { type ProfileSource, serverProfiles } from '../link/profiles.ts';
import { type ReadinessSource, serverReadiness } from '../link/readiness.ts';
import { type RecordSource, serverRecord } from '../link/record.ts';

/** Where the panels get what is too large for every snapshot: from the server; the gallery has samples. */
export interface Sources {
  readonly readiness: ReadinessSource;
  readonly imports: ImportSource;
  readonly record: RecordSource;
  readonly profiles: ProfileSource;
}

const Context = createContext<Sources>({
  readiness: serverReadiness,
  imports: serverImports,
  record: serverRecord,
  profiles: serverProfiles,
});
export const SourcesProvider = Context.Provider;
export const useSources = (): Sources => useContext(Context);
