import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { QUEUE_PASSWORD } from '../../../engine/queue/queue-options.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startWalkforest, walkforest } from '../walkforest.ts';
import { describeRedis, killed } from './redis-here.ts';
import { tlsHere } from './tls-here.ts';

/** Processes start slowly on a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 240_000 });

const PASSWORD = 'pass-over-tls';
const WORDS = ['backtest', '--features', 'forward_4', '--seeds', '1..2', '--trees', '5', '--json'];

describeRedis(
  'a queue with TLS',
  () => {
    it('gives the bytes of a local run, with the password in address or environment', async () => {
      const { address, certificate } = await tlsHere(PASSWORD);
      const trust = { NODE_EXTRA_CA_CERTS: certificate, XDG_CACHE_HOME: await temporaryFolder() };
      const inside = address.replace('//', `//:${PASSWORD}@`);
      const worker = startWalkforest(['worker', '--queue', inside, '--workers', '1'], {
        env: trust,
      });
      onTestFinished(() => killed(worker));
      const [told, ended] = [text(worker.stderr), once(worker, 'exit')];
      const env = { ...trust, [QUEUE_PASSWORD]: PASSWORD };
      const over = await walkforest([...WORDS, '--queue', address], { env });
      expect(over.code, over.stderr).toBe(0);
      worker.kill('SIGTERM');
      expect(await ended).toEqual([130, null]);
      const local = await walkforest(WORDS, { env: { XDG_CACHE_HOME: await temporaryFolder() } });
      expect(over.stdout).toBe(local.stdout);
      expect(await told).toContain(`1 thread(s) at ${address}`);
      expect(over.stdout + over.stderr + (await told)).not.toContain(PASSWORD);
    });

    it('is refused if nobody trusts its certificate, and never gets the password', async () => {
      const { address } = await tlsHere(PASSWORD);
      // The certificate of another server with the same name.
      const other = await tlsHere('another');
      const inside = address.replace('//', `//:${PASSWORD}@`);
      for (const trust of [{}, { NODE_EXTRA_CA_CERTS: other.certificate }]) {
        for (const words of [['worker'], WORDS]) {
          const { code, stdout, stderr } = await walkforest([...words, '--queue', inside], {
            env: { ...trust, XDG_CACHE_HOME: await temporaryFolder() },
          });
          expect(code).toBe(1);
          expect(stderr).toMatch(/cannot reach rediss:\/\/localhost:\d+: .*(CERT|SELF_SIGNED)/);
          expect(stdout + stderr).not.toContain(PASSWORD);
        }
      }
    });

    it('is not spoken to without TLS', async () => {
      const { address } = await tlsHere(PASSWORD);
      const { code, stdout, stderr } = await walkforest(
        ['worker', '--queue', address.replace('rediss:', 'redis:')],
        { env: { [QUEUE_PASSWORD]: PASSWORD } },
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(/^worker: .*redis:\/\/localhost:\d+/);
      expect(stdout + stderr).not.toContain(PASSWORD);
    });
  },
  ['openssl'],
);
