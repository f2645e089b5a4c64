import { readFileSync, statSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** What stands between this process and a port, for people who can change it. */
export interface Access {
  /** Name of the user of this process; its number where it has none, as in a container. */
  readonly user: string;
  /** Group whose members may open the port, its number where it has no name; null: no group may. */
  readonly group: string | null;
}

const GROUP_MAY = 0o060;
/** Of serial ports, on Debian and most others. */
const USUAL_GROUP = 'dialout';

/** `groups`: the system's table, `/etc/group`. */
export function whoMayOpen(path: string, groups = '/etc/group'): Access {
  const node = statSync(path, { throwIfNoEntry: false });
  const user = userName();
  if (!node) return { user, group: USUAL_GROUP };
  const isRootsOwn = node.gid === 0 || (node.mode & GROUP_MAY) !== GROUP_MAY;
  return { user, group: isRootsOwn ? null : groupName(node.gid, groups) };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}

function groupName(gid: number, groups: string): string {
  try {
    const row = readFileSync(groups, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([, , id]) => id === String(gid));
    return row?.[0] || String(gid);
  } catch {
    return String(gid);
  }
}

/** The line that helps, for a terminal. */
export const howToOpen = ({ user, group }: Access): string =>
  group === null
    ? 'it belongs to root alone. Run once, then plug it in again: sudo piaojue install-service (it writes a udev rule)'
    : `Run once, then log in again: sudo usermod -aG ${group} ${user} (in a container: --group-add ${group})`;

/** Who has a device open, as `name (pid 123)`; null where the system does not tell this user. `proc`: `/proc`. */
export async function holderOf(path: string, proc = '/proc'): Promise<string | null> {
  const names = await readdir(proc).catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  for (const pid of pids) {
    const folder = join(proc, pid, 'fd');
    for (const fd of await readdir(folder).catch(() => [])) {
      if ((await readlink(join(folder, fd)).catch(() => '')) !== path) continue;
      const name = (await readFile(join(proc, pid, 'comm'), 'utf8').catch(() => '')).trim();
      return `${name || '?'} (pid ${pid})`;
    }
  }
  return null;
}
