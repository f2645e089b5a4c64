import type { AgendaItem } from '@piaojue/contract/agenda';
import type { ImportAnswer } from '@piaojue/contract/import';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTable } from '../import/read-table.ts';
import { contestData, motionData, totals } from '../rules/test-contest.ts';
import { checkSittingFile } from '../sitting/sitting-file.ts';
import { type TestHall, testHall } from '../sitting/test-hall.ts';
import { as, testApp } from './test-app.ts';

let t: TestHall;
let app: FastifyInstance;
beforeEach(async () => {
  t = testHall();
  app = await testApp(t.hall, { readTable });
});
afterEach(async () => {
  await app.close();
  await t.dispose();
});

const headers = as('operator');
async function send(url: string, file: string | Buffer, type = 'application/octet-stream') {
  const response = await app.inject({
    method: 'POST',
    url: `/api/import/${url}`,
    headers: { ...headers, 'content-type': type },
    payload: file,
  });
  return { status: response.statusCode, answer: response.json<ImportAnswer & { error?: string; detail?: string }>() };
}
const get = (url: string) => app.inject({ url, headers });
const ids = (): string[] => t.store.agenda().map(({ id }) => id);
const item = (id: string): AgendaItem => ({ id, title: `第 ${id} 项`, kind: 'note' });
const contest = contestData({ field: 3, seats: 1, majority: null });

describe('imports over HTTP', () => {
  const ROLL = '表决器,姓名\n1,王芳\n2,李明\n';

  it('a dry run says what a table would bring and takes nothing; then it is taken whole', async () => {
    const before = t.store.seats();
    const dry = await send('roll?check=1', ROLL);
    expect([dry.status, dry.answer]).toMatchObject([200, { kind: 'roll', rows: 2, faults: [], written: false }]);
    expect(t.store.seats()).toEqual(before);
    const taken = await send('roll', ROLL, 'text/csv');
    expect([taken.status, taken.answer.written, t.store.seats().map(({ name }) => name)]).toEqual([
      200,
      true,
      ['王芳', '李明'],
    ]);
    expect(t.hall.sitting.title.congress).toMatch(/江南镇/);
  });

  it('one fault in one row, and nothing of the table is taken: keypads without a key, or replaced in this sitting', async () => {
    await t.must('keypad:replace', { slot: 0, keypad: 7 });
    const before = t.store.seats();
    const read = await send('roll', '表决器,姓名\n2,王芳\n99,李明\n1,张强\n');
    expect([read.status, read.answer.content, read.answer.written]).toEqual([400, null, false]);
    expect(read.answer.faults).toEqual([
      { row: 3, column: '表决器', expected: '已写入密钥且未停用的表决器', got: '99' },
      { row: 4, column: '表决器', expected: '已写入密钥且未停用的表决器', got: '1' },
    ]);
    expect(t.store.seats()).toEqual(before);
  });

  it('the words are in the language that was asked for', async () => {
    const { answer } = await send('roll?check=1&lang=en', '表决器,姓名\n0,王芳\n');
    expect(answer.faults).toEqual([{ row: 2, column: '表决器', expected: 'a whole number from 1 to 65534', got: '0' }]);
  });

  it('a sitting in which somebody has signed in refuses another roll', async () => {
    t.present(1);
    expect(await send('roll', ROLL)).toMatchObject({ status: 409, answer: { error: 'wrong-state' } });
    expect((await send('roll?check=1', ROLL)).status).toBe(200);
  });

  it('a file that is no table, none at all, or too large', async () => {
    expect((await send('roll', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).answer.faults).toEqual([
      { row: 0, column: '', expected: '.xlsx 或 CSV（请在表格软件中另存为 .xlsx）', got: '旧版 .xls 文件' },
    ]);
    const none = await app.inject({ method: 'POST', url: '/api/import/roll', headers });
    expect([none.statusCode, none.json<ImportAnswer>().faults.length]).toEqual([400, 1]);
    expect((await send('roll', Buffer.alloc(5_000_001))).status).toBe(413);
    expect((await send('minutes', ROLL)).status).toBe(400);
  });

  it('an agenda takes the place of what has not begun; a vote under its id keeps its contest', async () => {
    t.hall.importAgenda([item('a'), { id: 'v', title: '票决', kind: 'vote', contest }, item('z')]);
    await t.must('agenda:go', { itemId: 'a' });
    const again = '编号,议程,类型\nb,报告,报告\nv,民生实事项目票决,票决\n';
    expect((await send('agenda', again)).answer).toMatchObject({ written: true, faults: [] });
    expect(ids()).toEqual(['a', 'b', 'v']);
    expect(t.store.agenda()[2]).toMatchObject({ title: '民生实事项目票决', contest: { kind: 'selection' } });
    const begun = await send('agenda', '编号,议程,类型\na,报告,报告\n');
    expect(begun.answer.faults).toMatchObject([{ row: 2, column: '编号', got: 'a' }]);
    expect(ids()).toEqual(['a', 'b', 'v']);
  });

  it('a vote that comes again under its id with another title is put to the hall under that, the motion too', async () => {
    const first = '编号,议程,类型,规则\nm,关于预算的决议,表决,表决\nv,票决,票决,\n';
    expect((await send('agenda', first)).answer.faults).toEqual([]);
    t.hall.importContest({ ...contest, title: '项目票决' }, 'v');
    await t.must('contest:import', { contest: { ...motionData(), title: '人事' } });
    const again = '编号,议程,类型\nm,关于二〇二七年预算的决议,票决\nv,民生票决,票决\nvote-1,人事任免,票决\n';
    expect((await send('agenda', again)).answer.faults).toEqual([]);
    const [motion, kept, drafted] = t.store.agenda();
    expect(motion?.contest).toMatchObject({
      title: '关于二〇二七年预算的决议',
      candidates: [{ no: 1, name: '关于二〇二七年预算的决议' }],
    });
    // A title of its own stays.
    expect(kept?.contest).toMatchObject({ title: '项目票决' });
    expect(t.store.round(drafted?.roundId ?? 0)?.contest.title).toBe('人事任免');
    await t.must('agenda:set', { item: { id: 'm', title: '关于预算的决议', kind: 'vote' } });
    const roundId = await t.must('agenda:go', { itemId: 'm' });
    expect(t.store.round(roundId)?.contest).toMatchObject({
      title: '关于预算的决议',
      candidates: [{ name: '关于预算的决议' }],
    });
  });

  it('drafts of votes that are not on the new agenda are gone with them', async () => {
    await t.must('contest:import', { contest });
    await t.must('contest:import', { contest });
    expect((await send('agenda', '编号,议程,类型\nvote-2,第二,票决\n')).answer.written).toBe(true);
    expect([t.store.rounds().map(({ id }) => id), ids()]).toEqual([[2], ['vote-2']]);
  });

  it('candidates of a vote: with the rules it has, or by a profile; a field too narrow for its seats is said', async () => {
    t.hall.importAgenda([{ id: 'v', title: '票决', kind: 'vote' }]);
    const LIST = '名称,处理,理由\n道路,,\n路灯,,\n桥,,\n码头,不列入,权属不清\n';
    expect((await send('candidates?check=1', LIST)).answer).toMatchObject({
      written: false,
      content: { candidates: [{ no: 1 }, { no: 2 }, { no: 3 }], screened: [{ name: '码头' }] },
    });
    expect(await send('candidates', LIST)).toMatchObject({ status: 400, answer: { error: 'bad-payload' } });
    expect(await send('candidates?item=w', LIST)).toMatchObject({ status: 404 });
    expect(await send('candidates?item=v', LIST)).toMatchObject({ status: 409, answer: { error: 'blocked' } });
    expect(await send('candidates?item=v&profile=nobody', LIST)).toMatchObject({ status: 400 });
    const narrow = await send('candidates?item=v&profile=township&seats=3', LIST);
    expect([narrow.status, narrow.answer.faults]).toMatchObject([400, [{ row: 0, column: '/candidates' }]]);
    expect((await send('candidates?item=v&profile=township&seats=2', LIST)).answer.written).toBe(true);
    expect(t.store.agenda()[0]?.contest).toMatchObject({
      title: '票决',
      candidates: [{ name: '道路' }, { name: '路灯' }, { name: '桥' }],
      screened: [{ name: '码头', reason: '权属不清' }],
      rules: { seats: 2, maxMarks: 2, profile: { id: 'township' } },
    });
    const roundId = await t.must('agenda:go', { itemId: 'v' });
    expect((await send('candidates?item=v', '名称\n甲\n乙\n丙\n丁\n')).answer.written).toBe(true);
    expect(t.store.round(roundId)?.contest).toMatchObject({ candidates: [1, 2, 3, 4].map((no) => ({ no })) });
    // What the former list had screened out is no part of this one.
    expect(t.store.round(roundId)?.contest.screened).toBeUndefined();
    await t.must('round:ready', { roundId });
    expect(await send('candidates?item=v', LIST)).toMatchObject({ status: 409, answer: { error: 'wrong-state' } });
  });

  it('templates in both formats and languages', async () => {
    const zh = await get('/api/import/template/roll.csv');
    expect([zh.headers['content-type'], zh.headers['content-disposition'], zh.body.slice(0, 7)]).toEqual([
      'text/csv; charset=utf-8',
      'attachment; filename="roll.csv"',
      '\uFEFF表决器,姓名',
    ]);
    expect((await get('/api/import/template/roll.csv?lang=en')).body).toMatch(/^\uFEFFKeypad,Name/);
    const xlsx = await get('/api/import/template/agenda.xlsx');
    const read = await readTable(new Uint8Array(xlsx.rawPayload));
    expect(read.ok && read.value.map(({ name }) => name)).toEqual(['议程', '填写说明']);
    expect((await get('/api/import/template/minutes.csv')).statusCode).toBe(400);
  });
});

describe('the agenda over HTTP', () => {
  it('as a sitting file has it, and it can be set up from that again', async () => {
    const agenda: AgendaItem[] = [item('a'), { id: 'v', title: '票决', kind: 'vote', presenter: '镇长', contest }];
    t.hall.importAgenda(agenda);
    await t.must('agenda:go', { itemId: 'v' });
    const now = (await get('/api/agenda')).json<AgendaItem[]>();
    // Drafted, the contest has the title of its item.
    expect(now).toEqual([agenda[0], { ...agenda[1], contest: { ...contest, title: '票决' } }]);
    expect(
      checkSittingFile({
        congress: '大会',
        meeting: '会议',
        date: '2027-03-12',
        seats: [{ name: '王', keypad: 1 }],
        agenda: now,
      }),
    ).toMatchObject({ ok: true });
  });

  it('with its results for the minutes: nothing of a round before it was counted, a line for each round', async () => {
    t.hall.importAgenda([item('a'), { id: 'v', title: '=票决', kind: 'vote', contest }]);
    t.present(6);
    await t.must('agenda:go', { itemId: 'a' });
    const roundId = await t.must('agenda:go', { itemId: 'v' });
    const lines = async () => (await get('/api/agenda.csv')).body.replace('\uFEFF', '').split('\r\n');
    expect((await lines())[2]).toBe("2,v,'=票决,票决,,进行中,,1,未开始（演练）,表决器,,,,,,,,");
    await t.must('round:ready', { roundId });
    await t.must('round:open', { roundId });
    t.boxSays.totals = totals([3, 2, 0], 5, 1);
    expect((await lines())[2]).toMatch(/,进行中（演练）,表决器,,,,,,,,$/);
    await t.must('round:close', { roundId });
    await t.runner.settled();
    expect((await lines())[2]).toBe("2,v,'=票决,票决,,进行中,,1,未公布（演练）,表决器,6,6,6,6,5,1,0,当选：1（3）");
    await t.must('round:announce', { roundId });
    expect((await lines())[2]).toMatch(/,已公布（演练）,/);
    const book = await readTable(new Uint8Array((await get('/api/agenda.xlsx')).rawPayload));
    if (!book.ok) throw new Error(book.error.code);
    expect(book.value.map(({ name }) => name)).toEqual(['议程', `第${roundId}号票决`]);
    expect(book.value[0]?.rows[2]?.at(2)).toBe('=票决');
    expect(book.value[1]?.rows.map(([head, cell]) => `${head}: ${cell}`)).toContain('有效: 5');
  });
});
