import { describe, expect, test } from 'vitest';
import { isSpelledLike } from './name-spelling.ts';

describe('a name by its pinyin', () => {
  test.each([
    ['张伟', 'zhang'],
    ['张伟', 'zhangw'],
    ['张伟', 'zw'],
    ['张伟', 'wei'],
    ['欧阳修', 'oyx'],
    // 单 is shàn as a surname and dān in words: an operator may know either.
    ['单雄信', 'shan'],
    ['单雄信', 'danx'],
    ['吕布', 'lv'],
    ['吕布', 'lü'],
    ['阿依古丽·买买提', 'aygl'],
    ['阿依古丽·买买提', 'maimaiti'],
  ])('%s is found by %s', (name, wanted) => expect(isSpelledLike(name, wanted)).toBe(true));

  test.each([
    ['张伟', 'zy'],
    ['张伟', 'hang'],
    ['张伟', ''],
    ['张伟', '1'],
    ['张伟', '张'],
  ])('%s is not found by %s', (name, wanted) => expect(isSpelledLike(name, wanted)).toBe(false));
});
