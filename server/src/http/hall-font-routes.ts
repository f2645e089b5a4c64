import { createReadStream } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import { contentTypeOf, hallFontFaces, hallFonts } from './hall-fonts.ts';
import { hallImage, hallImageRule } from './hall-image.ts';

const PUBLIC = { config: { roles: 'anyone' }, schema: { hide: true } } as const;

/** `/hall-fonts/faces.css`, which every page asks for, and the faces and the picture that it names. */
export const hallFontRoutes: FastifyPluginAsync<{ readonly fonts?: string | undefined }> = async (app, { fonts }) => {
  app.get('/hall-fonts/faces.css', PUBLIC, async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(hallFontFaces(hallFonts(fonts)) + hallImageRule(hallImage(fonts))),
  );
  app.get('/hall-fonts/idle', PUBLIC, async (_request, reply) => {
    const image = hallImage(fonts);
    if (!image) return reply.code(404).send({ error: 'no-image', detail: 'expected idle.png, .jpg, .jpeg or .webp' });
    return reply.type(image.type).header('cache-control', 'no-cache').send(image.bytes);
  });
  app.get<{ Params: { place: string } }>('/hall-fonts/:place', PUBLIC, async ({ params: { place } }, reply) => {
    const font = hallFonts(fonts).find((each) => String(each.place) === place);
    if (!font) return reply.code(404).send({ error: 'no-font', detail: `expected a font of the hall, got ${place}` });
    return reply.type(contentTypeOf(font)).header('cache-control', 'no-cache').send(createReadStream(font.path));
  });
};
