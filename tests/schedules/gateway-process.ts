import { createGateway } from '@piaojue/device-gateway/gateway';
import { ServerLink } from '@piaojue/device-gateway/server-link';
import type { MemoryPort } from './memory-port.ts';
import type { Network } from './network.ts';
import type { ProcessClock } from './virtual-clock.ts';

/** One life of a gateway: all of the real one, on ports and a network of this process. */
export interface GatewayProcess {
  kill(): void;
}

export interface GatewayProcessParts {
  readonly index: number;
  readonly life: number;
  readonly ports: readonly MemoryPort[];
  readonly network: Network;
  readonly clock: ProcessClock;
}

export const gatewayName = (index: number): string => `gateway-${index}`;

export function startGateway({ index, life, ports, network, clock }: GatewayProcessParts): GatewayProcess {
  const name = gatewayName(index);
  const instance = `${name} ${life}`;
  const gateway = createGateway({
    name,
    instance,
    transports: ports,
    server: 'http://virtual',
    token: '',
    clock,
    log: () => undefined,
    connect: (parts) => new ServerLink({ ...parts, socket: network.client({ gateway: name, instance }, clock).socket }),
  });
  gateway.start();
  return {
    kill() {
      clock.end();
      for (const port of ports) port.drop();
      network.gatewayGone(name);
    },
  };
}
