import { PAPER_COLOURS } from '@piaojue/contract/design-tokens';
import makeQrCode from 'qrcode-generator';
import { Html } from '../publish/html.ts';

/** Light modules around the code that a reader needs (ISO/IEC 18004, 6.3.8). */
const QUIET_ZONE = 4;

/** Which modules of the QR code of this text are dark; error correction M stands a stamp or a fold over 15 % of it. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  const code = makeQrCode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount();
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => code.isDark(row, column)),
  );
}

/** As an inline picture, each run of dark modules one step of a path; sharp at every size, and no request is made for it. */
export function qrSvg(text: string, label: string): Html {
  const modules = qrModules(text);
  const size = modules.length + 2 * QUIET_ZONE;
  const path = modules.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1] === true) return [];
      const end = row.indexOf(false, x);
      return [`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${(end < 0 ? row.length : end) - x}v1H${x + QUIET_ZONE}z`];
    }),
  );
  const attribute = new Html(label.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)).text;
  return new Html(
    `<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${attribute}" shape-rendering="crispEdges"><path fill="${PAPER_COLOURS.ground}" d="M0 0h${size}v${size}H0z"/><path d="${path.join('')}"/></svg>`,
  );
}
