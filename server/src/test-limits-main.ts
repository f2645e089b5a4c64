import { readFileSync } from 'node:fs';
import { ok } from '@piaojue/contract/result';
import { answerOnce } from './ask-child.ts';

/** For ask-child.test.ts: what the system lets such a child do. */
answerOnce((asked: object) => ok({ asked, limits: readFileSync('/proc/self/limits', 'utf8'), umask: process.umask() }));
