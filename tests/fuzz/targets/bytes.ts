import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Random } from '@piaojue/device-gateway/simulator/random';
import { formatKeyFile, parseKeyFile } from '@piaojue/firmware-protocol/key-file/key-file';
import { decodeBackup, encodeBackup } from '@piaojue/server/backup/container';
import { agendaTable } from '@piaojue/server/import/agenda-table';
import { candidatesTable } from '@piaojue/server/import/candidates-table';
import { readTable } from '@piaojue/server/import/read-table';
import { rollTable } from '@piaojue/server/import/roll-table';
import { TABLE_FAULTS } from '@piaojue/server/import/table';
import { writeXlsx } from '@piaojue/server/import/write-xlsx';
import { suggestionTable } from '@piaojue/server/projects/suggestion-table';
import { READY_MADE } from '@piaojue/server/rules/profiles/ready-made';
import { parseDeck } from '@piaojue/server/tally/deck';
import { anyBytes, mutateBytes, pick, size } from '../mutate.ts';
import { hex, hold, opened, type Suspect, type Target } from '../target.ts';

/** Files that somebody hands in as bytes or text. */
const TABLES = [
  '编号,姓名,届别\n1,王建国,江南镇\n2,李秀英,\n',
  '序号\t姓名\t代表团\t表决器\n1\t王建国\t第一组\t1\n2\t李秀英\t第二组\t2\n',
  '序号,项目名称,类别,总投资（万元）,承办单位\n1,农村公路改造,交通,120,交通办\n2,老年食堂,民生,80.5,民政办\n',
  'no,name\n1,"a ""quoted"" name"\n2,=SUM(A1)\n',
  '序号,类型,标题,报告人\n1,报告,政府工作报告,镇长\n2,票决,民生实事项目票决,\n',
];
const GB18030 = Uint8Array.from([
  0xd0, 0xf2, 0xba, 0xc5, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0x31, 0x2c, 0xcd, 0xf5, 0x0a,
]);

const readAll = (random: Random, seeds: readonly Uint8Array[]): Uint8Array => {
  const seed = pick(random, seeds);
  if (random.chance(0.15)) return seed;
  return random.chance(0.05) ? anyBytes(random, size(random, 2000)) : mutateBytes(random, seed);
};

async function importTarget(read: typeof readTable = readTable): Promise<Target<Uint8Array>> {
  const rows = [
    ['序号', '姓名', '代表团', '表决器'],
    [1, '王建国', '第一组', 1],
    [2, '李秀英', '第二组', 2],
  ];
  const seeds = [
    ...TABLES.map((text) => new TextEncoder().encode(text)),
    GB18030,
    Buffer.from(`\ufeff${TABLES[0] ?? ''}`, 'utf16le'),
    new Uint8Array(await writeXlsx([{ name: '代表', rows }])),
  ];
  const language = 'zh-CN';
  return {
    name: 'import',
    about:
      'CSV, GB18030, UTF-16 and XLSX files, and the tables made of them: no exception, a closed set of faults, no content beside faults',
    share: 700,
    make: (random) => readAll(random, seeds),
    mutate: mutateBytes,
    async run(input) {
      const sheets = await read(input);
      if (!sheets.ok) {
        hold(TABLE_FAULTS.includes(sheets.error.code), `one of ${TABLE_FAULTS.join(', ')}`, () => sheets.error);
        return 'refused';
      }
      const answers = [
        rollTable(sheets.value, { language }),
        candidatesTable(sheets.value, language),
        agendaTable(sheets.value, { language, profiles: READY_MADE }),
        suggestionTable(sheets.value, { language, taken: new Set() }),
      ];
      for (const { faults, content } of answers)
        hold(faults.length > 0 === (content === null), 'content where there is no fault, and only there', () => faults);
      return 'taken';
    },
    show: hex,
  };
}

/** A text with one spelling of each value, or refused. */
function textTarget(
  { name, about, share = 2500 }: Pick<Target<Uint8Array>, 'name' | 'about'> & { readonly share?: number },
  seeds: readonly string[],
  run: (text: string) => boolean,
): Target<Uint8Array> {
  const bytes = seeds.map((seed) => new TextEncoder().encode(seed));
  return {
    name,
    about,
    share,
    make: (random) => readAll(random, bytes),
    mutate: mutateBytes,
    run: (input) => (run(Buffer.from(input).toString('utf8')) ? 'taken' : 'refused'),
    show: (input) => JSON.stringify(Buffer.from(input).toString('utf8')),
  };
}

const deckTarget = (parse: typeof parseDeck = parseDeck): Target<Uint8Array> =>
  textTarget(
    {
      name: 'deck',
      about:
        'decks of ballots: no exception; each line that is taken has a keypad and candidates of the paper, each once',
    },
    ['keypad,marks\n1,1 2\n2,\n65534,3\n', 'keypad,marks\r\n7,1:y 2:n 3:a\r\n', 'keypad,marks\n9,"1:3 2:1"\n'],
    (text) => {
      let taken = false;
      for (const shape of [
        { form: 1, grades: 0 },
        { form: 2, grades: 0 },
        { form: 3, grades: 4 },
      ] as const) {
        const deck = parse(text, [1, 2, 3], shape);
        if (!deck.ok) {
          hold(
            deck.error.every(({ row }) => Number.isInteger(row) && row >= 1),
            'faults that name a row',
            () => deck.error,
          );
          continue;
        }
        taken = true;
        for (const { keypad, marks } of deck.value) {
          hold(Number.isInteger(keypad) && keypad >= 1 && keypad <= 65_534, 'a keypad from 1 to 65534', () => keypad);
          const nos = marks.map((mark) => (typeof mark === 'number' ? mark : mark[0]));
          hold(
            nos.every((no) => [1, 2, 3].includes(no)) && new Set(nos).size === nos.length,
            'candidates, each once',
            () => marks,
          );
        }
      }
      return taken;
    },
  );

const KEY = '5a'.repeat(16);
const KEYS = `{"provisioning":"ee000001","epoch":3,"keys":{"1":"${KEY}","17":"${KEY}"},"barred":[12]}`;
const keyFileTarget = (parse: typeof parseKeyFile = parseKeyFile): Target<Uint8Array> =>
  textTarget(
    {
      name: 'key-file',
      about: 'files of device keys: no exception, no word of the file in a refusal, one spelling of each keypad (KEY1)',
    },
    [KEYS, `{"provisioning":"0123abcd","keys":{}}`],
    (text) => {
      const parsed = parse(text);
      if (!parsed.ok) {
        hold(!parsed.error.includes(KEY.slice(0, 8)), 'a refusal without a key in it', () => parsed.error);
        return false;
      }
      const { keys } = parsed.value;
      const names = Object.keys((JSON.parse(text) as { keys: object }).keys);
      hold(keys.size === names.length, 'a keypad for each entry', () => names);
      const again = parse(formatKeyFile(parsed.value));
      hold(again.ok && isDeepStrictEqual(again.value, parsed.value), 'the same keys once more', () => names);
      return true;
    },
  );

function backupTarget(decode: typeof decodeBackup = decodeBackup): Target<Uint8Array> {
  const file = encodeBackup(
    {
      made: 1_800_000_000_000,
      mode: 'rehearsal',
      title: { congress: '大会', meeting: '会议', date: '2027-03-12' },
      sid: '0102030405060708',
      record: { rows: 3, head: 'ab'.repeat(32) },
    },
    [
      { name: 'hall.sqlite', bytes: Uint8Array.from({ length: 200 }, (_, i) => i) },
      { name: 'bundles/round-1/bundle.json', bytes: new TextEncoder().encode('{}') },
    ],
  );
  const codes = ['not-a-backup', 'future-version', 'cut', 'damaged', 'bad-manifest'];
  return {
    name: 'backup',
    about: 'backup files: no exception; another byte anywhere is refused with a code of a closed set',
    share: 2500,
    make: (random) => readAll(random, [file]),
    mutate: mutateBytes,
    run(input) {
      const decoded = decode(input);
      if (!decoded.ok) {
        hold(codes.includes(decoded.error.code), `one of ${codes.join(', ')}`, () => decoded.error);
        return 'refused';
      }
      const sizes = decoded.value.parts.map(({ bytes }) => bytes.length);
      hold(Buffer.compare(input, file) === 0, 'the file as it was written', () => sizes);
      return 'taken';
    },
    show: hex,
  };
}

export const bytes: readonly Suspect[] = [
  {
    name: 'import',
    open: opened(() => importTarget()),
    plants: {
      'a reader that trusts the length of a text': opened(() =>
        importTarget(async (input) => {
          if (input[0] !== 0x50 && Buffer.from(input).readUInt8(input.length - 1) === 0x22)
            throw new RangeError('offset');
          return await readTable(input);
        }),
      ),
    },
  },
  {
    name: 'deck',
    open: opened(() => deckTarget()),
    plants: {
      'a candidate that stands twice': opened(() =>
        deckTarget((text, nos, shape) => {
          const deck = parseDeck(text, nos, shape);
          const doubled = !deck.ok && deck.error.every(({ code }) => code === 'double-mark');
          return doubled ? { ok: true, value: [{ keypad: 1, marks: [1, 1] }] } : deck;
        }),
      ),
    },
  },
  {
    name: 'key-file',
    open: opened(() => keyFileTarget()),
    plants: {
      'a refusal that quotes the file': opened(() =>
        keyFileTarget((text) => {
          const parsed = parseKeyFile(text);
          return parsed.ok ? parsed : { ok: false, error: `${parsed.error}: ${text}` };
        }),
      ),
    },
  },
  {
    name: 'backup',
    open: opened(() => backupTarget()),
    plants: {
      'a hash at the end that is not looked at': opened(() =>
        backupTarget((input) => {
          const decoded = decodeBackup(input);
          return decoded.ok || decoded.error.code !== 'damaged' ? decoded : decodeBackup(sealedAgain(input));
        }),
      ),
    },
  },
];

/** As if the hash over all of it were right. */
const sealedAgain = (input: Uint8Array): Uint8Array => {
  const body = input.slice(0, -32);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
};
