import { FACES } from '@piaojue/contract/design-tokens';

/** No face has it, and none ever will: what is drawn for it is what is drawn for any character without a glyph. */
const NOTHING = '\u{10ffff}';
const SIZE = 40;
/** As many as the server gives out (`Hall Face 1` …). */
const HALL_FACES = [1, 2, 3, 4].map((place) => `500 ${SIZE}px "Hall Face ${place}"`);

/**
 * Which of these characters some face of this machine draws, in the very stack of the hall's screen: by what comes of it on a
 * canvas, since no browser tells which face it took.
 */
export async function drawnCharacters(
  characters: string,
): Promise<{ readonly drawn: string; readonly missing: string }> {
  const stack = `500 ${SIZE}px ${FACES.sans}`;
  await Promise.all(
    [...HALL_FACES, stack].map(async (face) => await document.fonts.load(face, characters).catch(() => [])),
  );
  const canvas = document.createElement('canvas');
  canvas.width = SIZE * 2;
  canvas.height = SIZE * 2;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return { drawn: '', missing: characters };
  const picture = (char: string): string => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.font = stack;
    context.textBaseline = 'middle';
    context.fillText(char, SIZE / 4, SIZE);
    return context.getImageData(0, 0, canvas.width, canvas.height).data.join();
  };
  const box = picture(NOTHING);
  const chars = Array.from(characters);
  const isDrawn = new Map(chars.map((char) => [char, picture(char) !== box]));
  return {
    drawn: chars.filter((char) => isDrawn.get(char)).join(''),
    missing: chars.filter((char) => !isDrawn.get(char)).join(''),
  };
}
