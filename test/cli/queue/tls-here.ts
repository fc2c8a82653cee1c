/** A redis-server with TLS for a test, with a certificate for `localhost` that openssl makes. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';
import { freePort, redisHere } from './redis-here.ts';

/** Its address, and the certificate's file, which NODE_EXTRA_CA_CERTS makes trusted. */
export type TlsHere = { readonly address: string; readonly certificate: string };

/** Starts it for the running test. */
export async function tlsHere(password: string): Promise<TlsHere> {
  const [folder, port] = [await temporaryFolder(), await freePort()];
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const owner = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', certificate, '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...owner, ...files], { stdio: 'ignore' });
  const server = ['--tls-port', `${port}`, '--tls-cert-file', certificate, '--tls-key-file', key];
  const clients = ['--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'];
  await redisHere(...server, ...clients, '--requirepass', password);
  return { address: `rediss://localhost:${port}`, certificate };
}
