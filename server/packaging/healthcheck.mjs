// Of a container: the server answers, or it does not. It looks at this machine alone.
try {
  const answer = await fetch('http://127.0.0.1:8600/api/health', { signal: AbortSignal.timeout(2500) });
  process.exit(answer.ok ? 0 : 1);
} catch {
  process.exit(1);
}
