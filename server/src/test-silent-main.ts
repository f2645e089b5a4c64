/** A child of the tests that never answers. */
process.once('message', () => setInterval(() => undefined, 1000));
