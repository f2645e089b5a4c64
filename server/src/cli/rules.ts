import { parseArgs } from 'node:util';
import { checkContest } from '../rules/contest-check.ts';
import { rulesInWords } from '../rules/rules-in-words.ts';
import { faultInWords } from '../rules/schema-faults.ts';
import { contestWarnings } from '../rules/warnings.ts';
import { readJson } from './input-files.ts';

const USAGE = 'piaojue rules --contest C.json [--lang zh-CN|en]';

/** `piaojue rules`: the rules of a contest in words, exactly as they will be applied. */
export function rules(args: string[]): number {
  let values: { contest?: string; lang?: string };
  try {
    const options = { contest: { type: 'string' }, lang: { type: 'string', default: 'zh-CN' } } as const;
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { contest: path, lang } = values;
  if (path === undefined || (lang !== 'zh-CN' && lang !== 'en')) {
    console.error(USAGE);
    return 2;
  }
  const file = readJson(path, 'a contest');
  if (!file.ok) {
    console.error(file.error);
    return 1;
  }
  const contest = checkContest(file.value);
  if (!contest.ok) {
    for (const fault of contest.error) console.error(`${path}${faultInWords(fault)}`);
    return 1;
  }
  for (const [index, sentence] of rulesInWords(contest.value, lang).entries()) console.log(`${index + 1}. ${sentence}`);
  for (const warning of contestWarnings(contest.value, contest.value.roll?.issued ?? null, null))
    console.error(`warning: ${warning}`);
  return 0;
}
