import type { ScreenView } from '@piaojue/contract/screen-view';

/** Names as they come: the length, the signs and the scripts that break a layout. */
export const NAME_KINDS = ['short', 'hanzi25', 'forty', 'dot', 'rare', 'english'] as const;
export type NameKind = (typeof NAME_KINDS)[number];

const SURNAMES = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧';
/** 25 hanzi, as much as JR/T 0253 and 民委发〔2016〕33 let a name have; and the 40 of a project with its section. */
const LONG_25 = '城南片区老旧小区雨污分流管网改造及道路修复一期工程项目';
const LONG_40 = '青石河流域柳林至山口段农田排涝泵站更新改造及沟渠疏浚整治与两岸护坡加固工程（二期）项目';
const DOTTED = ['买买提江·阿不都热西提', '阿依努尔·吐尔逊江·艾合买提', '迪丽娜尔·木合塔尔', '扎西·多吉'];
/** Extension A and B, which the shipped face lacks; its neighbours in the stack have them. */
const RARE = ['王䶮', '李㛃', '㭎志远', '陈𬱖', '𬭎建国', '赵堃', '刘喆'];
const ENGLISH = [
  'Footbridge at Shankou',
  'Rebuilding of the water mains of the northern quarter',
  'Three canteens for the elderly, with delivery to Donghu, Liulin and Shankou villages',
];

const cut = (text: string, length: number) => Array.from(text).slice(0, length).join('');
const pick = (list: readonly string[], at: number) => list[at % list.length] ?? '';

/** Name of the candidate at place `at`, no two alike. */
export function nameOf(kind: NameKind, at: number): string {
  const turn = (list: readonly string[]) => (at < list.length ? '' : String(Math.floor(at / list.length) + 1));
  switch (kind) {
    case 'short':
      return `${SURNAMES[at % SURNAMES.length]}${at < SURNAMES.length ? '明' : '丽'}`;
    case 'hanzi25':
      return cut(`${SURNAMES[at % SURNAMES.length]}${LONG_25}`, 25);
    case 'forty':
      return cut(`${SURNAMES[at % SURNAMES.length]}${LONG_40}`, 40);
    case 'dot':
      return pick(DOTTED, at) + turn(DOTTED);
    case 'rare':
      return pick(RARE, at) + turn(RARE);
    case 'english':
      return `${pick(ENGLISH, at)}${at < ENGLISH.length ? '' : ` ${turn(ENGLISH)}`}`;
  }
}

interface Numbered {
  readonly no: number;
  readonly name: string;
}
const isNumbered = (value: object): value is Numbered =>
  'no' in value && typeof value.no === 'number' && 'name' in value && typeof value.name === 'string';

/** The same picture with names of one kind, wherever a candidate stands in it. */
export function withNames(view: ScreenView, kind: NameKind): ScreenView {
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, renamed(field)]));
    return isNumbered(value) ? { ...copy, name: nameOf(kind, value.no - 1) } : copy;
  };
  return { ...view, picture: renamed(view.picture) as ScreenView['picture'] };
}
