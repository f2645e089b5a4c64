import { systemClock } from '@piaojue/device-gateway/clock';
import { serialTransport } from '@piaojue/device-gateway/transport/serial-transport';

/** `node read-port.ts PATH BAUD`: reads a port until it is ended, and does nothing else. */
const [path = '', baud] = process.argv.slice(2);
const opened = await serialTransport(path, Number(baud), systemClock).open();
if (!opened.ok) throw new Error(opened.error.message);
opened.value.bytes.on('data', () => undefined);
