import type { Fingerprint } from '@piaojue/device-gateway/finder/fingerprints';

/** What `piaojue install-service` writes, as texts. Pure: files and programs are install.ts's. */
export interface ServiceOptions {
  /** Under which the server runs; it owns the data. */
  readonly user: string;
  /** Absolute: sitting, keys and what goes with them. */
  readonly data: string;
  readonly mode: 'rehearsal' | 'real';
  /** Address and port on which the server listens. */
  readonly host: string;
  readonly port: number;
  /** Mount point of a removable medium for a copy of the round key; null: memory alone. */
  readonly roundKey: string | null;
  /** Absolute: folder of this program, and the Node that it was tested with. */
  readonly program: string;
  readonly node: string;
}

export interface ServiceFile {
  /** Absolute, without the prefix. */
  readonly path: string;
  readonly text: string;
}

export const SERVER_UNIT = 'piaojue-server.service';
export const GATEWAY_UNIT = 'piaojue-gateway.service';
/** Before 77-mm-*: ModemManager looks at what stands before its own rules. */
const UDEV_RULES = '/etc/udev/rules.d/60-piaojue-receiver.rules';
const UNITS = '/etc/systemd/system';

export const serviceFiles = (options: ServiceOptions, fingerprints: readonly Fingerprint[]): readonly ServiceFile[] => [
  { path: `${UNITS}/${SERVER_UNIT}`, text: serverUnit(options) },
  { path: `${UNITS}/${GATEWAY_UNIT}`, text: gatewayUnit(options) },
  { path: UDEV_RULES, text: udevRules(fingerprints) },
];

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Of both programs: nothing of the machine but their own folders, no new rights, no memory on a disk. */
const HARDENED = `NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=
AmbientCapabilities=
UMask=0077
# A core file could hold what is in memory of a ballot box.
LimitCORE=0`;

/** A program in a home folder has to be readable there; elsewhere nobody's home is. */
const homes = (program: string): string =>
  /^\/(home|root)\//.test(`${program}/`) ? 'ProtectHome=read-only' : 'ProtectHome=yes';

/** An argument of ExecStart: systemd reads quotes, %, $ and backslashes. */
export const quoted = (argument: string): string =>
  `"${argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
/** A path in other settings. */
const escaped = (path: string): string => path.replaceAll('%', '%%');

const entryOf = (program: string): string => `${program}/server/src/cli/piaojue.mjs`;

function serverUnit({ user, data, mode, host, port, roundKey, program, node }: ServiceOptions): string {
  const args = [
    ...['serve', '--mode', mode, '--data', `${data}/sitting`, '--keys', `${data}/keys`],
    ...['--sitting', `${data}/sitting.json`, '--host', host, '--port', String(port)],
    ...(roundKey === null ? [] : ['--round-key', roundKey]),
  ];
  return `[Unit]
Description=票决 piaojue: rounds, ballot box, pages
After=network.target
StartLimitIntervalSec=0

[Service]
User=${user}
Group=${user}
WorkingDirectory=${escaped(data)}
ExecStart=${[node, '--max-semi-space-size=4', entryOf(program), ...args].map(quoted).join(' ')}
Restart=always
RestartSec=2
TimeoutStopSec=20
CacheDirectory=piaojue
Environment=NODE_COMPILE_CACHE=/var/cache/piaojue
# New PINs are printed once. They belong into no journal: a file that the owner of the data alone may read.
StandardOutput=append:${escaped(data)}/printed-once.txt
StandardError=journal
# The round key stands in /dev/shm, memory that outlives a crash of the server and not a loss of power. The user is one of the
# system's, so that no log-out sweeps it away (RemoveIPC of logind).
ReadWritePaths=${escaped(data)}${roundKey === null ? '' : `\nReadWritePaths=-${escaped(roundKey)}`}
${homes(program)}
# It has no use for a device. This keeps /dev/shm.
PrivateDevices=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
# Chromium, which prints reports, makes namespaces for its own sandbox and changes root in them: neither may be taken away.
RestrictNamespaces=user pid net
SystemCallFilter=~@clock @cpu-emulation @debug @module @obsolete @raw-io @reboot @swap
${isLoopback(host) ? `# It listens on this machine alone.\nIPAddressDeny=any\nIPAddressAllow=localhost\n` : ''}${HARDENED}

[Install]
WantedBy=multi-user.target
`;
}

function gatewayUnit({ data, host, port, program, node }: ServiceOptions): string {
  // On another address than loopback a server speaks TLS, with a certificate that the gateway has to be told.
  const server = isLoopback(host)
    ? `http://127.0.0.1:${port}`
    : `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const pin = isLoopback(host) ? '' : ' --tls-fingerprint ${FINGERPRINT}';
  const args = ['gateway', '--port', 'auto', '--name', 'hall', '--driver', 'line', '--server', server];
  return `[Unit]
Description=票决 piaojue: finds receivers and relays their sealed ballots
After=${SERVER_UNIT}
StartLimitIntervalSec=0

[Service]
# A user of its own that exists while it runs: it can read no key and no data. The token alone is handed to it.
DynamicUser=yes
SupplementaryGroups=dialout
LoadCredential=gateway.token:${escaped(data)}/keys/gateway.token
${pin === '' ? '' : `# FINGERPRINT=… as the server prints it at its start.\nEnvironmentFile=/etc/piaojue/gateway.env\n`}ExecStart=${[node, '--max-semi-space-size=4', entryOf(program), ...args].map(quoted).join(' ')} --token-file %d/gateway.token${pin}
# The server makes the token at its first start: until then this one tries again.
Restart=always
RestartSec=2
TimeoutStopSec=10
CacheDirectory=piaojue-gateway
Environment=NODE_COMPILE_CACHE=/var/cache/piaojue-gateway
${homes(program)}
# Serial ports over USB, and no other device.
DevicePolicy=closed
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
SystemCallFilter=@system-service
${isLoopback(host) ? 'IPAddressDeny=any\nIPAddressAllow=localhost\n' : ''}${HARDENED}

[Install]
WantedBy=multi-user.target
`;
}

/** Group and rights of ports that may be receivers, and no ModemManager on them: it writes to every port that it does not know. */
function udevRules(fingerprints: readonly Fingerprint[]): string {
  const known = fingerprints.filter(({ likeness }) => likeness !== 'never');
  const rows = known.flatMap(({ vendor, product, is }) => {
    if (vendor === undefined) return [];
    const ids = (key: 'ATTR' | 'ATTRS'): string =>
      [`${key}{idVendor}=="${vendor}"`, ...(product === undefined ? [] : [`${key}{idProduct}=="${product}"`])].join(
        ', ',
      );
    return [`# ${is}`, ignored(ids('ATTR')), port(ids('ATTRS'))];
  });
  const ours = [
    '# A receiver that says so itself.',
    ignored('ATTR{product}=="*[Pp]iaojue*"'),
    port('ATTRS{product}=="*[Pp]iaojue*"', ', SYMLINK+="piaojue-receiver-%n"'),
  ];
  return `${[
    '# Serial ports that receivers of piaojue may be behind: open to the group dialout, left alone by ModemManager.',
    'ACTION=="remove", GOTO="piaojue_end"',
    ...rows,
    ...ours,
    'LABEL="piaojue_end"',
  ].join('\n')}\n`;
}

const ignored = (match: string): string =>
  `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${match}, ENV{ID_MM_DEVICE_IGNORE}="1"`;
const port = (match: string, more = ''): string =>
  `SUBSYSTEM=="tty", SUBSYSTEMS=="usb", ${match}, GROUP="dialout", MODE="0660", ENV{ID_MM_PORT_IGNORE}="1"${more}`;
