/**
 * What a backup may hold, and nothing else: a list of what goes in, so that what comes to the data folder later stays out until
 * somebody thought of it. Left out on purpose: ballot boxes, round keys, device keys, PINs, session secret, gateway token,
 * certificates, signing key.
 */
export const HALL = 'hall.sqlite';
/** The book of the year, whatever its file is called. */
export const BOOK = 'projects.sqlite';

const BUNDLE_PART = /^bundles\/(?:round|chain)-[1-9]\d{0,4}\/(?:bundle|chain|patterns)\.(?:json|sig|sealed)$/;

export const isBundlePart = (name: string): boolean => BUNDLE_PART.test(name);
export const isPart = (name: string): boolean => name === HALL || name === BOOK || isBundlePart(name);
